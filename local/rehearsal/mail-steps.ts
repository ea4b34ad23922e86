import { randomBytes } from 'node:crypto';
import type { InboxMail } from '../mailgun/fake-mailgun.ts';
import type { MessageView } from './caller.ts';
import { callAt } from './caller.ts';
import { check, eventually, pause } from './faults.ts';
import type { Report } from './report.ts';
import type { Stage } from './stage.ts';

const SOON_MS = 30_000;
/** Functions look at pauses once a second. */
const PAUSE_HOLDS_AFTER_MS = 1200;

/** Waits until a message has a status. */
export const reached = (stage: Stage, id: string, status: string, within = SOON_MS): Promise<MessageView> =>
  eventually(() => stage.api.message(id), {
    is: (message) => message.status === status,
    within,
    otherwise: ({ status: seen, reason }) =>
      `${id} is ${seen}${reason === undefined ? '' : ` (${reason})`}, not ${status},`,
  });

/** The mail that Mailgun has for an address. @throws Error when there is none, or more than one. */
export const onlyMailTo = (stage: Stage, address: string): InboxMail => {
  const [mail, ...more] = stage.office.mailsTo(address);
  if (mail === undefined || more.length > 0) {
    throw new Error(`Mailgun has ${more.length + (mail ? 1 : 0)} mails to ${address}, not 1`);
  }
  return mail;
};

const typesOf = ({ timeline }: MessageView): string => timeline.map(({ type }) => type).join(' → ');

/** What is sent by callers, what arrives, and what comes of it. */
export const mailSteps = async (stage: Stage, { step }: Report): Promise<void> => {
  const { api } = stage;
  const text = (to: string, more: Record<string, unknown> = {}) => ({
    to: { email: to },
    subject: 'Rehearsal',
    text: 'Hello',
    category: 'conversation_summary',
    ...more,
  });

  await step('API: the door', async () => {
    const open = await api.call('GET', '/openapi.json');
    const without = await api.callAsStranger();
    const wrong = await api.callAsStranger(`Bearer oek_${'x'.repeat(32)}`);
    check(open.status === 200, `/openapi.json answered ${open.status}`);
    check(
      without.status === 401 && wrong.status === 401,
      `no key: ${without.status}, wrong key: ${wrong.status}`,
    );
    return '/openapi.json 200, no key 401, wrong key 401';
  });

  await step('a mail with an attachment', async () => {
    const content = randomBytes(2000).toString('base64');
    const attachments = [{ filename: 'offer.pdf', contentType: 'application/pdf', content }];
    const { id } = await api.send(text('ada@example.com', { attachments }));
    const message = await reached(stage, id, 'delivered');
    const mail = onlyMailTo(stage, 'ada@example.com');
    check(mail.attachments[0]?.content === content, 'the attachment is not what was sent');
    check(
      mail.messageId.includes(message.messageId),
      `Mailgun has ${mail.messageId}, the API says ${message.messageId}`,
    );
    check(message.attempts === 1, `it took ${message.attempts} attempts`);
    return `${typesOf(message)}; Mailgun has it with its attachment, its webhooks came by the Lambda URL`;
  });

  await step('a repeated request', async () => {
    const headers = { 'idempotency-key': 'rehearsal-1' };
    const send = () => api.call('POST', '/v1/emails', text('once@example.com'), headers);
    const answers = [await send(), await send()];
    check(
      answers[0]?.text === answers[1]?.text,
      `answered ${answers.map((answer) => answer.text).join(' and ')}`,
    );
    const other = await api.call('POST', '/v1/emails', text('other@example.com'), headers);
    check(other.status === 422, `the same key with another body was answered ${other.status}`);
    await eventually(() => stage.office.mailsTo('once@example.com').length, {
      is: (count) => count === 1,
      within: SOON_MS,
      otherwise: (count) => `Mailgun has ${count} mails to once@example.com`,
    });
    return 'one Idempotency-Key twice: the same answer, one mail; with another body it is refused';
  });

  await step('the bulk lane', async () => {
    const { id } = await api.send(text('digest@example.com', { category: 'digest' }));
    await reached(stage, id, 'delivered');
    return 'a digest went by the bulk queue and its function: delivered';
  });

  await step('a bounce, and what follows', async () => {
    const first = await api.send(text('bounce@example.com'));
    await reached(stage, first.id, 'bounced');
    const second = await api.send(text('bounce@example.com'));
    const { reason } = await reached(stage, second.id, 'skipped');
    return `bounced; the next mail to that address is skipped: ${reason ?? ''}`;
  });

  await step('unsubscribing in one click', async () => {
    const { id } = await api.send(text('grace@example.com'));
    await reached(stage, id, 'delivered');
    const { headers } = onlyMailTo(stage, 'grace@example.com');
    const link =
      /<(https:[^>]+)>/.exec(headers.find(([name]) => /^list-unsubscribe$/i.test(name))?.[1] ?? '')?.[1] ??
      '';
    const page = await callAt(stage.ministack.port, link);
    const answer = await callAt(stage.ministack.port, link, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    });
    check(
      page.status === 200 && answer.status === 200,
      `the page answered ${page.status}, the click ${answer.status}`,
    );
    const next = await reached(stage, (await api.send(text('grace@example.com'))).id, 'skipped');
    return `the mail's own link: 200; the next mail is skipped: ${next.reason ?? ''}`;
  });

  await step('webhooks by hand', async () => {
    const { id } = await api.send(text('silent@example.com'));
    const { messageId } = await reached(stage, id, 'sent');
    const complaint = {
      event: 'complained',
      id: randomBytes(12).toString('hex'),
      timestamp: Date.now() / 1000,
      recipient: 'silent@example.com',
      message: { headers: { 'message-id': messageId.replace(/[<>]/g, '') } },
      'user-variables': { messageId: id, generation: '0' },
      tags: [],
    };
    const forged = await stage.postWebhook(stage.office.signed(complaint, 'not the key'));
    const elsewhere = await stage.postWebhook(stage.office.signed(complaint), '/elsewhere');
    check(forged === 401, `a forged webhook was answered ${forged}`);
    check(elsewhere === 404, `another path was answered ${elsewhere}`);
    const taken = [
      await stage.postWebhook(stage.office.signed(complaint)),
      await stage.postWebhook(stage.office.signed(complaint)),
    ];
    check(
      taken.every((status) => status === 200),
      `signed webhooks were answered ${taken.join(' and ')}`,
    );
    const message = await eventually(() => api.message(id), {
      is: ({ complainedAt }) => complainedAt !== undefined,
      within: SOON_MS,
      otherwise: () => 'the complaint is not on the message',
    });
    const complaints = message.timeline.filter(({ type }) => type === 'complained').length;
    check(complaints === 1, `the complaint was counted ${complaints} times`);
    return 'forged 401, other path 404, signed 200 twice: the complaint is on the message once';
  });

  await step('lists', async () => {
    const byRecipient = await api.list('recipient=ada%40example.com');
    const bounced = await api.list('status=bounced');
    check(
      byRecipient.length === 1 && bounced.length === 1,
      `found ${byRecipient.length} and ${bounced.length}`,
    );
    return 'by recipient 1, by status 1: the indexes and the right to read them are there';
  });

  await step('a pause, and dead letters', async () => {
    const paused = await api.call('POST', '/v1/pause', { category: 'digest' });
    check(paused.status === 200, `the pause was answered ${paused.status}`);
    await pause(PAUSE_HOLDS_AFTER_MS);
    const { id } = await api.send(text('waiting@example.com', { category: 'digest' }));
    await eventually(() => api.message(id), {
      is: ({ reason }) => reason === 'paused',
      within: SOON_MS,
      otherwise: ({ status }) => `the mail of a paused category is ${status}, and not paused`,
    });
    // SQS would take hours to give a copy up.
    await stage.account.sendToQueue(stage.named('bulk-dead-letters'), { id, copy: 1 });
    const { reason } = await reached(stage, id, 'failed');
    const resumed = await api.call('POST', '/v1/resume', { category: 'digest' });
    const records = await api.call('GET', '/v1/dead-letters');
    check(resumed.status === 200, `resuming was answered ${resumed.status}`);
    check(records.text.includes(id), `/v1/dead-letters answered ${records.status} without it`);
    return `a paused mail waits; its copy among the dead letters makes it failed: ${reason ?? ''}`;
  });

  await step('how mail fares', async () => {
    const state = await api.call('GET', '/v1/analytics/deliverability');
    check(state.status === 200, `answered ${state.status}`);
    check(state.text.includes('"state":"closed"'), `the breaker is not closed: ${state.text.slice(0, 200)}`);
    return 'the breaker is closed';
  });

  await step('the bus', async () => {
    const wanted = [
      'email.sent',
      'email.delivered',
      'email.bounced',
      'email.complained',
      'email.skipped',
      'email.failed',
    ];
    await eventually(stage.ear.heard, {
      is: (heard) => wanted.every((type) => heard.has(type)),
      within: SOON_MS,
      otherwise: (heard) => `heard only ${[...heard].join(', ')}`,
    });
    return `heard ${wanted.join(', ')}`;
  });
};

import { callAt } from './caller.ts';
import { makeExpect } from './expectations.ts';
import { check, eventually } from './faults.ts';
import { onlyMailTo, reached } from './mail-steps.ts';
import type { Report } from './report.ts';
import type { Stage } from './stage.ts';

const SOON_MS = 30_000;

const conversation = (email: string) => ({
  version: 1,
  startedAt: '2026-03-04T08:00:00Z',
  endedAt: '2026-03-04T08:14:00Z',
  channel: 'web chat',
  customer: { email, name: 'Mary' },
  ownerRepId: 'grace',
  summary: { detailed: 'Compares plans for 40 seats.' },
  outcome: 'interested_not_booked',
  messageCount: 23,
});

const newerEnd = { ...conversation('mary@example.com'), version: 2 };

/** What recipients, sales team and conversations ask of the deployed stage. */
export const peopleSteps = async (stage: Stage, { step }: Report): Promise<void> => {
  const expect = makeExpect(stage);

  await step('templates', async () => {
    const list = await expect(200, 'GET', '/v1/templates');
    const preview = await expect(200, 'POST', '/v1/templates/generic_message/preview', { version: 1 });
    check(list.includes('conversation_summary_customer'), 'the built-in templates are not there');
    return `the built-in ones are there; a preview has ${Math.round(preview.length / 1000)} KB`;
  });

  await step('preferences and suppressions', async () => {
    await expect(200, 'PUT', '/v1/preferences/mary@example.com', { summaryFormat: 'brief' });
    await expect(200, 'PUT', '/v1/suppressions/stop@example.com', { detail: 'Asked by phone' });
    const listed = await expect(200, 'GET', '/v1/suppressions');
    check(listed.includes('stop@example.com'), 'a suppression is not in the list');
    await expect(204, 'DELETE', '/v1/suppressions/stop@example.com');
    return 'changed, listed by the index, lifted here and at Mailgun';
  });

  await step('a conversation by the bus', async () => {
    const rep = { name: 'Grace', email: 'grace@team.example.com', timezone: 'Europe/Berlin' };
    await expect(200, 'PUT', '/v1/reps/grace', rep);
    await stage.account.putOnBus(stage.named('bus'), 'conversation.completed', {
      id: 'talk-1',
      ...conversation('mary@example.com'),
    });
    const written = await eventually(() => stage.api.call('GET', '/v1/conversations/talk-1/emails'), {
      is: ({ text }) => text.includes('grace@team.example.com'),
      within: SOON_MS,
      otherwise: ({ status }) => `its e-mails are answered with ${status}`,
    });
    check(written.text.includes('conversation_summary_customer'), 'the customer is not written to');
    await expect(200, 'POST', '/v1/conversations/talk-1/complete', newerEnd);
    const manual = await expect(200, 'POST', '/v1/conversations/talk-1/summary', {
      to: [{ email: 'mary@example.com' }],
      note: 'As promised.',
    });
    const [, id = ''] = /"id":"(msg_\w+)"/.exec(manual) ?? [];
    await reached(stage, id, 'delivered');
    return 'written to customer and owner; a newer end by the API; a summary by hand is delivered';
  });

  await step('the preference centre', async () => {
    const { html } = onlyMailTo(stage, 'mary@example.com');
    const link = /href="(https:[^"]+\/p\/[\w.-]+)"/.exec(html)?.[1] ?? '';
    const page = await callAt(stage.ministack.port, link);
    const saved = await callAt(stage.ministack.port, link, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'action=save&appointmentReminders=on',
    });
    check(page.status === 200 && saved.status === 200, `answered ${page.status}, ${saved.status}`);
    const kept = await expect(200, 'GET', '/v1/preferences/mary@example.com');
    check(kept.includes('"conversationSummaries":false'), 'what was chosen is not kept');
    return 'opened by the mail’s own link, and what was chosen there is kept';
  });

  await step('export and erase', async () => {
    const exported = await expect(200, 'GET', '/v1/recipients/mary@example.com/export');
    check(exported.includes('Compares plans'), 'the export lacks what a mail said');
    await expect(200, 'DELETE', '/v1/recipients/mary@example.com');
    // Callers repeat what was not answered to them, also when it speaks of somebody who was erased meanwhile.
    await expect(200, 'POST', '/v1/conversations/talk-1/complete', newerEnd);
    const left = await expect(200, 'GET', '/v1/recipients/mary@example.com/export');
    check(!left.includes('Compares plans'), 'something is left of who was erased');
    const { totals } = JSON.parse(await expect(200, 'GET', '/v1/analytics/overview')) as {
      totals: { sent: number };
    };
    check(totals.sent > 0, 'the counters are gone');
    return 'all that is known, then nothing of it, also when its end is told again; what was counted stays';
  });
};

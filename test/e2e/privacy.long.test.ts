import { createHmac, randomBytes } from 'node:crypto';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aConversation } from '../conversations/fixture.ts';
import { NO_DIGEST } from '../cloud-client.ts';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';
import { isStoredIn } from './everything-stored.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
});
afterAll(() => cloud.stop());

const run = promisify(execFile);
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** What Mailgun signs a webhook with. */
const webhookStamp = (timestamp: number) => {
  const [text, token] = [String(Math.floor(timestamp)), randomBytes(25).toString('hex')];
  const hmac = createHmac('sha256', 'local-signing-key').update(text + token);
  return { timestamp: text, token, signature: hmac.digest('hex') };
};

const isKnown = (words: string) => isStoredIn(cloud, words);

describe('A recipient', () => {
  const email = 'click+mary@private.example';
  const at = `/v1/recipients/${encodeURIComponent(email)}`;
  let kept = '';
  let waiting = '';

  beforeAll(async () => {
    await cloud.call('PUT', `/v1/preferences/${encodeURIComponent(email)}`, {
      timezone: 'Europe/Berlin',
      consent: { marketing: { basis: 'express', source: 'form', at: '2026-01-01T00:00:00Z' } },
      appointmentReminders: false,
    });
    const customer = { email, name: 'Mary Shelley', phone: '+44 1818' };
    await cloud.call('POST', '/v1/conversations/private-1/complete', aConversation({ customer }));
    kept = await cloud.send(email, {
      subject: 'For Mary Shelley',
      html: '<p>Mary <a href="https://example.com/mary">see</a></p>',
      category: 'system',
      metadata: { who: 'Mary Shelley' },
      tags: ['mary-shelley'],
    });
    waiting = await cloud.send(email, {
      subject: 'For Mary Shelley',
      text: 'Mary',
      category: 'system',
      sendAt: new Date(Date.now() + 86_400_000).toISOString(),
      attachments: [
        {
          filename: 'mary.txt',
          contentType: 'text/plain',
          content: Buffer.from('Mary Shelley').toString('base64'),
        },
      ],
    });
    await cloud.advance('PT30M');
  });

  test('is exported with all that is known', async () => {
    const { status, body } = await cloud.call<{
      history: { how: string }[];
      conversations: { customer: { name: string } }[];
      emails: { subject: string; content: unknown; timeline: unknown[] }[];
      preferences: Record<string, unknown>;
    }>('GET', `${at}/export`);
    expect(status).toBe(200);
    expect(body.preferences).toMatchObject({ timezone: 'Europe/Berlin', appointmentReminders: false });
    expect(body.history.map(({ how }) => how)).toContain('api');
    expect(body.conversations[0]?.customer.name).toBe('Mary Shelley');
    expect(body.emails).toHaveLength(3);
    expect(JSON.stringify(body.emails)).toContain('Compares plans for 40 seats');
  });

  test('is erased from every table and bucket, and from mail that waits; counters and the hash stay', async () => {
    expect(await isKnown(email)).toBe(true);
    expect(await isKnown('Shelley')).toBe(true);
    const totals = async () => (await cloud.call('GET', '/v1/analytics/deliverability')).body;
    const before = await totals();
    const answer = await cloud.call<{ messages: number; kept: string[]; expires: Record<string, string> }>(
      'DELETE',
      at,
    );
    expect(answer).toMatchObject({
      status: 200,
      body: { messages: 4, conversations: 1, kept: ['appointmentReminders'] },
    });
    expect(Object.keys(answer.body.expires)).toEqual([
      'busArchive',
      'unknownEvents',
      'queues',
      'backups',
      'mailgunLogs',
      'logs',
    ]);
    expect(await isKnown(email)).toBe(false);
    expect(await isKnown('Shelley')).toBe(false);
    expect(await totals()).toEqual(before);
    expect(await cloud.message(waiting)).toMatchObject({ status: 'cancelled', subject: '' });
    expect(await cloud.message(kept)).toMatchObject({ status: 'delivered', clicks: 1 });
    // A refusal outlasts its recipient, and so does the answer to a repeated request.
    expect((await cloud.call('GET', `/v1/preferences/${encodeURIComponent(email)}`)).body).toMatchObject({
      appointmentReminders: false,
      consent: {},
    });
    const again = await cloud.call(
      'POST',
      '/v1/conversations/private-1/complete',
      aConversation({ customer: { email, name: 'Mary Shelley', phone: '+44 1818' } }),
    );
    expect(again.status).toBe(200);
    await cloud.advance('PT2H');
    expect(await isKnown('Shelley')).toBe(false);
  });

  test('who is suppressed stays so after being erased, by hash alone', async () => {
    await cloud.send('bounce+gone@private.example');
    await cloud.idle();
    await cloud.call('DELETE', '/v1/recipients/bounce%2Bgone@private.example');
    expect(await isKnown('gone@private')).toBe(false);
    await cloud.advance('PT2H');
    const id = await cloud.send('Bounce+Gone@private.example');
    expect(await cloud.message(id)).toMatchObject({ status: 'skipped', reason: 'suppressed_bounce' });
  });

  test('who only got a summary by hand is erased as well, and the conversation stays', async () => {
    const customer = { email: 'other@private.example' };
    await cloud.call('POST', '/v1/conversations/shared/complete', aConversation({ customer }));
    const to = [{ email: 'friend@private.example' }];
    await cloud.call('POST', '/v1/conversations/shared/summary', { to });
    await cloud.idle();
    expect(await isKnown('friend@private.example')).toBe(true);
    await cloud.call('DELETE', '/v1/recipients/friend@private.example');
    expect(await isKnown('friend@private.example')).toBe(false);
    expect(await isKnown('other@private.example')).toBe(true);
  });

  test('of an address that was mistyped is told, and loses, nothing of the customer behind the right one', async () => {
    const talk = (version: number, customer: Record<string, string>) =>
      cloud.call('POST', '/v1/conversations/mistyped/complete', aConversation({ version, customer }));
    await talk(1, { email: 'typo@private.example', name: 'Tim Typo' });
    await talk(2, { email: 'right@private.example', name: 'Rita Right', phone: '+49 30 123456' });
    const exported = await cloud.call('GET', '/v1/recipients/typo@private.example/export');
    expect(JSON.stringify(exported.body)).not.toMatch(/Rita|right@|123456/);
    await cloud.call('DELETE', '/v1/recipients/typo@private.example');
    expect(await isKnown('typo@private.example')).toBe(false);
    expect(await isKnown('Tim Typo')).toBe(false);
    await cloud.advance('PT11M');
    expect(await cloud.inbox('right@private.example')).toHaveLength(1);
    const { body } = await cloud.call('GET', '/v1/conversations/mistyped');
    expect(body).toMatchObject({ customer: { name: 'Rita Right' } });
    await cloud.call('DELETE', '/v1/recipients/right@private.example');
    expect(await isKnown('Rita Right')).toBe(false);
  });

  test('is left out of a mail to others that is due and held back, and the others still get it', async () => {
    const reader = 'gathers@private.example';
    await cloud.call('PUT', `/v1/preferences/${reader}`, { summaryFrequency: 'daily' });
    const rep = { name: 'Gus', email: reader, timezone: 'UTC', digest: NO_DIGEST };
    await cloud.call('PUT', '/v1/reps/gatherer', rep);
    const talk = (id: string, name: string) =>
      cloud.call(
        'POST',
        `/v1/conversations/${id}/complete`,
        aConversation({ customer: { email: `${id}@private.example`, name }, ownerRepId: 'gatherer' }),
      );
    await talk('leaves', 'Lea Leaves');
    await talk('remains', 'Rob Remains');
    await cloud.call('POST', '/v1/pause', { template: 'conversation_summary_gathered' });
    const gathered = async () => {
      const list = await cloud.call<{ items: Record<string, string>[] }>(
        'GET',
        `/v1/emails?recipient=${reader}`,
      );
      return list.body.items[0];
    };
    await cloud.call('POST', '/_local/clock', { to: (await gathered())?.['scheduledAt'] });
    expect(await gathered()).toMatchObject({ status: 'queued', reason: 'paused' });
    await cloud.call('DELETE', '/v1/recipients/leaves@private.example');
    await cloud.call('POST', '/v1/resume', { template: 'conversation_summary_gathered' });
    await cloud.advance('PT2H');
    const mail = await cloud.newestMail(reader);
    expect(mail.text).toContain('Rob Remains');
    expect(mail.text).not.toContain('Lea Leaves');
  });

  test('is not written back by a webhook that quotes the address', async () => {
    const email = 'silent+quoted@private.example';
    const id = await cloud.send(email);
    await cloud.idle();
    await cloud.call('DELETE', `/v1/recipients/${encodeURIComponent(email)}`);
    const timestamp =
      Date.parse((await cloud.call<{ now: string }>('GET', '/_local/health')).body.now) / 1000;
    const event = (more: Record<string, unknown>) => ({
      timestamp,
      recipient: email,
      message: { headers: { 'message-id': `${id}.0@mg.yourdomain.com` } },
      ...more,
    });
    for (const one of [
      event({
        id: 'quoted-1',
        event: 'failed',
        severity: 'permanent',
        'delivery-status': { code: 550, message: `5.1.1 <${email}> user unknown` },
      }),
      event({ id: 'quoted-2', event: 'clicked', url: `https://example.com/?u=${email}` }),
    ]) {
      await cloud.call('POST', '/webhooks/mailgun', {
        signature: webhookStamp(timestamp),
        'event-data': one,
      });
    }
    await cloud.advance('PT1M');
    expect(await cloud.message(id)).toMatchObject({ status: 'bounced', clicks: 1 });
    expect(await isKnown(email)).toBe(false);
  });

  test('stays erased when they follow the link of an old mail; what they refuse stands under their hash', async () => {
    const email = 'silent+link@private.example';
    await cloud.send(email, { subject: 'News', text: 'News', category: 'conversation_summary' });
    await cloud.idle();
    const [unsubscribe = ''] = /https?:[^>]*\/u\/[^>]*/.exec(
      new Map((await cloud.newestMail(email)).headers).get('List-Unsubscribe') ?? '',
    ) ?? [''];
    await cloud.call('DELETE', `/v1/recipients/${encodeURIComponent(email)}`);
    await cloud.call('POST', new URL(unsubscribe).pathname);
    await cloud.idle();
    expect(await isKnown(email)).toBe(false);
    const preferences = await cloud.call('GET', `/v1/preferences/${encodeURIComponent(email)}`);
    expect(preferences.body).toMatchObject({ conversationSummaries: false });
  });

  test.each(['bounce+late', 'complain+late', 'defer+late'])(
    'is not written back by what Mailgun tells of later (%s)',
    async (name) => {
      const email = `${name}@private.example`;
      await cloud.call('POST', '/_local/mailgun/webhooks', { drop: 1 });
      await cloud.send(email);
      await cloud.idle();
      await cloud.call('DELETE', `/v1/recipients/${encodeURIComponent(email)}`);
      await cloud.call('POST', '/_local/mailgun/webhooks', { drop: 0 });
      await cloud.advance('PT12H');
      expect(await isKnown(email)).toBe(false);
      const id = await cloud.send(email);
      await cloud.idle();
      expect((await cloud.message(id)).status === 'skipped').toBe(name !== 'defer+late');
    },
  );

  test('who comes back with a restored backup is erased anew', async () => {
    const { body } = await cloud.call<{ dynamodb: string; s3: string }>('GET', '/_local/health');
    const id = await cloud.send('restored@private.example');
    await cloud.idle();
    const dynamo = new DynamoDBClient({ region: 'us-east-1', endpoint: body.dynamodb, credentials });
    const TableName = 'outbound-email-local-sends';
    const { Items = [] } = await dynamo.send(new ScanCommand({ TableName }));
    await cloud.call('DELETE', '/v1/recipients/restored@private.example');
    for (const Item of Items.filter(({ pk }) => pk?.S === id)) {
      await dynamo.send(new PutItemCommand({ TableName, Item }));
    }
    expect(await isKnown('restored@private.example')).toBe(true);
    const { stdout } = await run(
      process.execPath,
      ['bin/reapply-erasures.ts', '--stage', 'local', '--url', cloud.url],
      {
        env: {
          ...process.env,
          AWS_REGION: 'us-east-1',
          AWS_ACCESS_KEY_ID: credentials.accessKeyId,
          AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
          AWS_ENDPOINT_URL_DYNAMODB: body.dynamodb,
          AWS_ENDPOINT_URL_S3: body.s3,
        },
      },
    );
    expect(stdout).toContain('1 of them had come back, and is erased anew');
    expect(await isKnown('restored@private.example')).toBe(false);
  });

  test('is erased from each of more than a hundred mails about them, whoever got those', async () => {
    const customer = { email: 'written-about@private.example', name: 'Wollstonecraft' };
    await cloud.call('POST', '/v1/conversations/much-written/complete', aConversation({ customer }));
    const { body } = await cloud.call<{ now: string }>('GET', '/_local/health');
    const about = {
      to: { email: 'team@acme.example' },
      template: 'system_notification',
      data: { title: 'About Wollstonecraft', body: 'Called Wollstonecraft.' },
      conversationId: 'much-written',
      sendAt: new Date(Date.parse(body.now) + 86_400_000).toISOString(),
    };
    for (const size of [100, 30]) {
      const emails = Array.from({ length: size }, () => about);
      expect((await cloud.call('POST', '/v1/emails/batch', { emails })).status).toBe(202);
    }
    // `busy` says that there is more than one call can do, and the next one goes on.
    let status = 409;
    for (let calls = 0; calls < 5 && status === 409; calls += 1) {
      ({ status } = await cloud.call('DELETE', '/v1/recipients/written-about@private.example'));
    }
    expect(status).toBe(200);
    expect(await isKnown('Wollstonecraft')).toBe(false);
  });

  test('that nobody knows can be exported and erased as well; one that is no address cannot', async () => {
    expect((await cloud.call('GET', '/v1/recipients/nobody@private.example/export')).status).toBe(200);
    expect((await cloud.call('DELETE', '/v1/recipients/nobody@private.example')).body).toMatchObject({
      messages: 0,
    });
    expect((await cloud.call('DELETE', '/v1/recipients/nobody')).status).toBe(422);
  });
});

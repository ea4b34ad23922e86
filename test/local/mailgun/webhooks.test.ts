import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  DAY,
  DOMAIN,
  HOUR,
  mailTo,
  MINUTE,
  type Posted,
  SIGNING_KEY,
  START,
  startFixture,
} from './fixture.ts';

const ofEvent = (posted: Posted[], event: string) =>
  posted.filter((post) => post['event-data']['event'] === event);

const isSigned = ({ signature: { timestamp, token, signature } }: Posted) =>
  /^[0-9a-f]{50}$/.test(token) &&
  signature ===
    createHmac('sha256', SIGNING_KEY)
      .update(timestamp + token)
      .digest('hex');

describe('A webhook', () => {
  test('is signed over its timestamp and its own token', async () => {
    const { client, receiver, advance } = await startFixture();
    await client.messages.create(DOMAIN, mailTo('bot@example.com'));
    await advance(MINUTE);
    expect(receiver.posted).toHaveLength(5);
    expect(receiver.posted.every(isSigned)).toBe(true);
    expect(new Set(receiver.posted.map((post) => post.signature.token)).size).toBe(5);
    expect(receiver.posted[0]?.signature.timestamp).toBe(String(START / 1000));
  });

  test('tells an accepted and a delivered mail as Mailgun does', async () => {
    const { client, receiver, advance } = await startFixture();
    const answer = await client.messages.create(
      DOMAIN,
      mailTo('Jane <jane@example.com>', { 'o:tag': ['reminder'], 'v:messageId': 'msg_1' }),
    );
    await advance(MINUTE);
    const shared = {
      id: expect.any(String) as string,
      'log-level': 'info',
      account: { id: expect.any(String) as string },
      domain: { name: DOMAIN },
      recipient: 'jane@example.com',
      'recipient-domain': 'example.com',
      tags: ['reminder'],
      campaigns: [],
      'user-variables': { messageId: 'msg_1' },
      storage: { key: expect.any(String) as string, url: expect.stringMatching(/^http/) as string },
      message: {
        headers: {
          to: 'Jane <jane@example.com>',
          'message-id': answer.id!.slice(1, -1),
          from: 'Sales <sales@mg.example.com>',
          subject: 'Your appointment',
        },
        attachments: [],
        size: expect.any(Number) as number,
      },
    };
    expect(ofEvent(receiver.posted, 'accepted')[0]?.['event-data']).toEqual({
      ...shared,
      event: 'accepted',
      timestamp: START / 1000,
      method: 'HTTP',
      'api-key-id': expect.any(String) as string,
      envelope: { sender: 'sales@mg.example.com', targets: 'jane@example.com', transport: 'smtp' },
      flags: {
        'is-routed': false,
        'is-authenticated': true,
        'is-system-test': false,
        'is-test-mode': false,
      },
    });
    expect(ofEvent(receiver.posted, 'delivered')[0]?.['event-data']).toMatchObject({
      ...shared,
      event: 'delivered',
      timestamp: START / 1000 + 0.0001,
      envelope: { 'sending-ip': expect.any(String) as string },
      'delivery-status': { 'attempt-no': 1, code: 250, message: 'OK', description: '', tls: true },
    });
  });

  test('tells a bounce with its code and reason, and a reader with the program used', async () => {
    const { client, receiver, advance } = await startFixture();
    for (const who of ['bounce', 'softbounce', 'click', 'bot', 'apple', 'complain']) {
      await client.messages.create(DOMAIN, mailTo(`${who}@example.com`));
    }
    await advance(5 * MINUTE);
    const told = (event: string, who: string) =>
      ofEvent(receiver.posted, event).find(
        (post) => post['event-data']['recipient'] === `${who}@example.com`,
      )?.['event-data'];
    expect(told('failed', 'bounce')).toMatchObject({
      severity: 'permanent',
      reason: 'bounce',
      'user-variables': {},
      'delivery-status': { code: 550, 'bounce-type': 'hard', 'attempt-no': 1 },
    });
    expect(told('failed', 'softbounce')).toMatchObject({
      severity: 'temporary',
      reason: 'generic',
      'delivery-status': { 'retry-seconds': 600, 'attempt-no': 1 },
    });
    expect(told('clicked', 'click')).toMatchObject({
      url: 'https://shop.example/a?x=1&y=2',
      ip: expect.any(String) as string,
      'client-info': { 'client-type': 'browser', bot: '' },
      geolocation: { country: 'US' },
      'delivered-at': START / 1000 + 0.0001,
      message: { headers: { 'message-id': expect.any(String) as string } },
    });
    expect(told('opened', 'bot')).toMatchObject({ 'client-info': { bot: 'generic' } });
    expect(told('opened', 'apple')).toMatchObject({ 'client-info': { bot: 'apple' } });
    expect(told('complained', 'complain')).toMatchObject({
      message: { headers: { subject: 'Your appointment' } },
    });
    expect(told('complained', 'complain')).not.toHaveProperty('ip');
  });

  test('that fails is posted again for eight hours under the same signature', async () => {
    const { client, receiver, advance, now } = await startFixture();
    const times: number[] = [];
    receiver.answer((post) => {
      if (post['event-data']['event'] === 'accepted') times.push((now() - START) / MINUTE);
      return 500;
    });
    await client.messages.create(DOMAIN, mailTo('silent@example.com'));
    await advance(2 * DAY);
    expect(times).toEqual([0, 5, 15, 30, 90, 210, 450]);
    expect(new Set(receiver.posted.map((post) => JSON.stringify(post))).size).toBe(1);
  });

  test.each([
    { status: 200, posts: 1 },
    { status: 204, posts: 7 },
    { status: 302, posts: 7 },
    { status: 406, posts: 1 },
    { status: 503, posts: 7 },
  ])('answered $status is posted $posts times', async ({ status, posts }) => {
    const { client, receiver, advance } = await startFixture();
    receiver.answer(() => status);
    await client.messages.create(DOMAIN, mailTo('silent@example.com'));
    await advance(DAY);
    expect(receiver.posted).toHaveLength(posts);
  });

  test('of a delivery is not posted again', async () => {
    const { client, receiver, advance } = await startFixture();
    receiver.answer((post) => (post['event-data']['event'] === 'delivered' ? 500 : 200));
    await client.messages.create(DOMAIN, mailTo('jane@example.com'));
    await advance(DAY);
    expect(ofEvent(receiver.posted, 'delivered')).toHaveLength(1);
  });

  test('waits while there is nowhere to post it', async () => {
    const { client, receiver, mailgun, connect, advance } = await startFixture();
    connect(false);
    await client.messages.create(DOMAIN, mailTo('jane@example.com'));
    await mailgun.runDue();
    expect(mailgun.nextDueAt()).toBeUndefined();
    await advance(9 * HOUR);
    connect(true);
    await advance(0);
    expect(receiver.events().sort()).toEqual(['accepted', 'delivered']);
    expect(receiver.posted[0]?.signature.timestamp).toBe(String((START + 9 * HOUR) / 1000));
  });

  test('goes out once, even when it is asked for many times at once', async () => {
    const { client, receiver, mailgun } = await startFixture();
    await client.messages.create(DOMAIN, mailTo('jane@example.com'));
    const runs = [mailgun.runDue(), mailgun.runDue(), mailgun.runDue()];
    expect(mailgun.isBusy()).toBe(true);
    await Promise.all(runs);
    expect(receiver.posted).toHaveLength(2);
    expect(mailgun.isBusy()).toBe(false);
  });
});

test.each([
  { drop: 0, least: 40, most: 40 },
  { drop: 0.5, least: 10, most: 30 },
  { drop: 1, least: 0, most: 0 },
])('Of 40 webhooks $least to $most are sent when $drop are to be dropped', async ({ drop, least, most }) => {
  const { client, receiver, mailgun, advance } = await startFixture();
  mailgun.setWebhookDrop(drop);
  await Promise.all(
    Array.from({ length: 40 }, () => client.messages.create(DOMAIN, mailTo('silent@example.com'))),
  );
  await advance(HOUR);
  expect(receiver.posted.length).toBeGreaterThanOrEqual(least);
  expect(receiver.posted.length).toBeLessThanOrEqual(most);
  const { items } = await client.events.get(DOMAIN, { limit: 300 });
  expect(items).toHaveLength(40);
});

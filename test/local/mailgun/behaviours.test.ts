import { expect, test } from 'vitest';
import { DAY, DOMAIN, HOUR, mailTo, MINUTE, type Posted, SECOND, START, startFixture } from './fixture.ts';

const name = ({ 'event-data': data }: Posted): string =>
  [data['event'], data['severity']].filter(Boolean).join(' ');
const minute = ({ 'event-data': data }: Posted): number =>
  Math.floor((Math.floor(Number(data['timestamp']) * 1000) - START) / MINUTE);
const story = (posted: Posted[]): string[] =>
  [...posted]
    .sort((a, b) => Number(a['event-data']['timestamp']) - Number(b['event-data']['timestamp']))
    .map((post) => `${minute(post)}: ${name(post)}`);

const late = (...minutes: number[]) => minutes.map((at) => `${at}: failed temporary`);

test.each([
  { who: 'jane', events: ['0: delivered'] },
  { who: 'BOUNCE+tag', events: ['0: failed permanent'] },
  { who: 'bounced', events: ['0: delivered'] },
  { who: 'softbounce', events: ['0: failed temporary', '10: delivered'] },
  { who: 'defer', events: [...late(0, 10, 25, 55, 115, 235), '480: failed permanent'] },
  { who: 'complain', events: ['0: delivered', '0: complained'] },
  { who: 'unsubscribe', events: ['0: delivered', '0: unsubscribed'] },
  { who: 'open', events: ['0: delivered', '2: opened'] },
  { who: 'click', events: ['0: delivered', '2: opened', '2: clicked'] },
  { who: 'bot', events: ['0: delivered', '0: opened', '0: clicked', '0: clicked'] },
  { who: 'apple', events: ['0: delivered', '2: opened'] },
  { who: 'reply', events: ['0: delivered'] },
  { who: 'ooo', events: ['0: delivered'] },
  { who: 'silent', events: [] },
  { who: 'constructor', events: ['0: delivered'] },
])('A mail to $who@ comes to: $events', async ({ who, events }) => {
  const { client, receiver, advance, mailgun } = await startFixture();
  await client.messages.create(DOMAIN, mailTo(`${who}@example.com`));
  await advance(DAY);
  expect(story(receiver.posted)).toEqual(['0: accepted', ...events]);
  expect(mailgun.nextDueAt()).toBeUndefined();
  expect(mailgun.inbox({ limit: 10 })).toHaveLength(1);
});

test('What is due at once is played without moving the clock', async () => {
  const { client, receiver, mailgun, now } = await startFixture();
  await client.messages.create(DOMAIN, mailTo('bot@example.com'));
  expect(mailgun.nextDueAt()).toBe(now());
  await mailgun.runDue();
  expect(receiver.events().sort()).toEqual(['accepted', 'clicked', 'clicked', 'delivered', 'opened']);
});

test('A jump of the clock plays all that lies between, each at its own time', async () => {
  const { client, receiver, mailgun, jump } = await startFixture();
  await client.messages.create(DOMAIN, mailTo('defer@example.com'));
  jump(DAY);
  await mailgun.runDue();
  expect(story(receiver.posted)).toEqual([
    '0: accepted',
    ...late(0, 10, 25, 55, 115, 235),
    '480: failed permanent',
  ]);
});

test.each([
  { given: { 'o:tracking': 'no' }, events: ['delivered'] },
  { given: { 'o:tracking-opens': 'no' }, events: ['delivered', 'clicked'] },
  { given: { 'o:tracking-clicks': 'no' }, events: ['delivered', 'opened'] },
  { given: { 'o:tracking-clicks': 'htmlonly' }, events: ['delivered', 'opened', 'clicked'] },
])('With $given a click comes to: $events', async ({ given, events }) => {
  const { client, receiver, advance } = await startFixture();
  await client.messages.create(DOMAIN, mailTo('click@example.com', given));
  await advance(HOUR);
  expect(receiver.events().filter((event) => event !== 'accepted')).toEqual(events);
});

test('A click is on the first link, a scanner’s clicks are on all of them', async () => {
  const { client, receiver, advance } = await startFixture();
  const urls = () => receiver.posted.map((post) => post['event-data']['url']).filter(Boolean);
  await client.messages.create(DOMAIN, mailTo('click@example.com'));
  await advance(HOUR);
  expect(urls()).toEqual(['https://shop.example/a?x=1&y=2']);
  receiver.clear();
  await client.messages.create(DOMAIN, mailTo('bot@example.com'));
  await advance(SECOND);
  expect(urls()).toEqual(['https://shop.example/a?x=1&y=2', 'https://shop.example/b']);
  receiver.clear();
  await client.messages.create(DOMAIN, mailTo('click@example.com', { html: '', text: 'No link.' }));
  await advance(HOUR);
  expect(urls()).toEqual(['https://example.com/']);
});

test.each([
  { first: 'bounce', list: 'bounces', code: 605, reason: 'suppress-bounce' },
  { first: 'complain', list: 'complaints', code: 607, reason: 'suppress-complaint' },
])('After $first@ the address is suppressed for its domain', async ({ first, list, code, reason }) => {
  const { client, receiver, mailgun, advance } = await startFixture();
  const address = `${first}@example.com`;
  await client.messages.create(DOMAIN, mailTo(address));
  expect(await client.suppressions.get(DOMAIN, list, address)).toMatchObject({ address });
  await advance(SECOND);
  receiver.clear();
  const answer = await client.messages.create(DOMAIN, mailTo(address));
  expect(answer.status).toBe(200);
  await advance(DAY);
  expect(receiver.posted.map((post) => post['event-data'])).toMatchObject([
    { event: 'accepted' },
    { event: 'failed', severity: 'permanent', reason, 'delivery-status': { code } },
  ]);
  expect(mailgun.inbox({ limit: 10 })).toHaveLength(1);
  await client.messages.create('other.example.com', mailTo(address));
  expect(mailgun.inbox({ limit: 10 })).toHaveLength(2);
});

test('A click on Mailgun’s own unsubscribe link lists the address for the tags of the mail', async () => {
  const { client, receiver, advance, mailgun } = await startFixture();
  const send = (...tags: string[]) =>
    client.messages.create(DOMAIN, mailTo('unsubscribe@example.com', { 'o:tag': tags }));
  await send('march');
  await advance(SECOND);
  const event = receiver.posted.find((post) => post['event-data']['event'] === 'unsubscribed');
  expect(event?.['event-data']['tags']).toEqual(['march']);
  const entry = await client.suppressions.get(DOMAIN, 'unsubscribes', 'unsubscribe@example.com');
  expect(entry).toMatchObject({ tags: ['march'] });
  receiver.clear();
  await send('march');
  await advance(SECOND);
  expect(receiver.posted.map((post) => post['event-data'])).toMatchObject([
    { event: 'accepted' },
    { event: 'failed', reason: 'suppress-unsubscribe', 'delivery-status': { code: 606 } },
  ]);
  await send('june');
  expect(mailgun.inbox({ limit: 10 })).toHaveLength(2);
});

test('A click on it in a mail without tags refuses all mail of the domain', async () => {
  const { client, receiver, advance, mailgun } = await startFixture();
  await client.messages.create(DOMAIN, mailTo('unsubscribe@example.com'));
  await advance(SECOND);
  expect(receiver.posted.at(-1)?.['event-data']).toMatchObject({ event: 'unsubscribed', tags: ['*'] });
  await client.messages.create(DOMAIN, mailTo('unsubscribe@example.com', { 'o:tag': ['june'] }));
  expect(mailgun.inbox({ limit: 10 })).toHaveLength(1);
});

test('What Mailgun takes and then throws away is told by the events API only', async () => {
  const { client, receiver, advance, mailgun } = await startFixture();
  const { id } = await client.messages.create(
    DOMAIN,
    mailTo('reject@example.com', { 'v:messageId': 'msg_1' }),
  );
  await advance(5 * MINUTE);
  expect(receiver.events()).toEqual(['accepted']);
  expect(mailgun.inbox({ limit: 10 })).toEqual([]);
  const [rejected] = (await client.events.get(DOMAIN, { event: 'rejected' })).items;
  expect(rejected).toMatchObject({
    event: 'rejected',
    'log-level': 'warn',
    reject: { reason: expect.any(String) as string, description: expect.any(String) as string },
    message: { headers: { 'message-id': id?.slice(1, -1), to: 'reject@example.com' } },
    'user-variables': { messageId: 'msg_1' },
  });
  expect(rejected).not.toHaveProperty('recipient');
});

test('A whitelisted address bounces without being listed', async () => {
  const { client, mailgun } = await startFixture();
  await client.suppressions.create(DOMAIN, 'whitelists', { address: '', domain: 'example.com' });
  await client.messages.create(DOMAIN, mailTo('bounce@example.com'));
  await client.messages.create(DOMAIN, mailTo('bounce@example.com'));
  expect(mailgun.inbox({ limit: 10 })).toHaveLength(2);
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { conversationCalls } from '../conversations/calls.ts';
import { aConversation } from '../conversations/fixture.ts';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
});
afterAll(() => cloud.stop());

const { complete, emailsOf, prefer } = conversationCalls(() => cloud);

test('daily gathers three conversations into one mail at the reader’s hour, also over a change to summer time', async () => {
  const email = 'daily@six.example';
  await prefer(email, { summaryFrequency: 'daily', summaryHour: 8, timezone: 'Europe/Berlin' });
  await cloud.call('POST', '/_local/clock', { to: '2027-03-27T12:00:00Z' });
  for (const [i, name] of ['first', 'second', 'third'].entries()) {
    const customer = { email };
    const answer = await complete(`day-${i}`, aConversation({ customer, highlights: [`The ${name} talk`] }));
    expect(answer.body.emails[0]).toMatchObject({
      template: 'conversation_summary_gathered',
      status: 'scheduled',
      scheduledAt: '2027-03-28T06:00:00.000Z',
    });
    await cloud.advance('PT1H');
  }
  // One of them is reopened and ends again: it stands in the mail once, in its last state.
  await complete(
    'day-1',
    aConversation({ version: 2, customer: { email }, highlights: ['The mended talk'] }),
  );
  await cloud.call('POST', '/_local/clock', { to: '2027-03-28T05:59:00Z' });
  expect(await cloud.inbox(email)).toEqual([]);
  await cloud.call('POST', '/_local/clock', { to: '2027-03-28T06:01:00Z' });
  const arrived = await cloud.inbox(email);
  expect(arrived.map(({ subject }) => subject)).toEqual(['3 conversations, summarised']);
  const { text } = await cloud.mail(arrived[0]!.id);
  for (const words of ['The first talk', 'The mended talk', 'The third talk']) expect(text).toContain(words);
  expect(text).not.toContain('The second talk');
  expect((await emailsOf('day-2')).map(({ status }) => status)).toContain('delivered');
});

test('conversations that end at the same moment are gathered into one mail, none of them lost', async () => {
  const email = 'busy@acme.example';
  await cloud.call('PUT', `/v1/preferences/${email}`, { summaryFrequency: 'weekly' });
  await Promise.all(
    Array.from({ length: 8 }, (_, i) =>
      complete(`busy-${i}`, aConversation({ customer: { email }, highlights: [`Talk number ${i}`] })),
    ),
  );
  await cloud.advance('P8D');
  const arrived = await cloud.inbox(email);
  expect(arrived.map(({ subject }) => subject)).toEqual(['8 conversations, summarised']);
  const { text } = await cloud.mail(arrived[0]!.id);
  for (let i = 0; i < 8; i += 1) expect(text).toContain(`Talk number ${i}`);
});

describe('A mail that gathers', () => {
  const talk = (id: string, email: string, words: string, more: Record<string, unknown> = {}) =>
    complete(id, aConversation({ customer: { email }, highlights: [words], ...more }));
  const wordsTo = async (email: string): Promise<string> => {
    const arrived = await cloud.inbox(email);
    return (await Promise.all(arrived.map(async ({ id }) => (await cloud.mail(id)).text))).join('\n====\n');
  };

  test.each([
    {
      what: 'who refused summaries for a while',
      refuse: (email: string) => prefer(email, { conversationSummaries: false }),
      comeBack: (email: string) => prefer(email, { conversationSummaries: true }),
    },
    {
      what: 'who was suppressed for a while',
      refuse: (email: string) => cloud.call('PUT', `/v1/suppressions/${email}`, {}),
      comeBack: (email: string) => cloud.call('DELETE', `/v1/suppressions/${email}`),
    },
    {
      what: 'who was erased meanwhile',
      refuse: () => Promise.resolve(),
      comeBack: async (email: string) => {
        await cloud.call('DELETE', `/v1/recipients/${email}`);
        await prefer(email, { summaryFrequency: 'weekly' });
      },
    },
  ])('brings what comes after to one $what', async ({ what, refuse, comeBack }) => {
    const email = `${what.replaceAll(' ', '-')}@slot.example`;
    await prefer(email, { summaryFrequency: 'weekly' });
    await refuse(email);
    await talk(`${what} 1`, email, 'The refused talk');
    await comeBack(email);
    await talk(`${what} 2`, email, 'The second talk');
    await talk(`${what} 3`, email, 'The third talk');
    await cloud.advance('P8D');
    const text = await wordsTo(email);
    expect(text).toContain('The second talk');
    expect(text).toContain('The third talk');
    expect(text).not.toContain('The refused talk');
    expect(await cloud.inbox(email)).toHaveLength(1);
  });

  test('one conversation alone is called off when its newer end goes elsewhere', async () => {
    const email = 'alone@slot.example';
    await prefer(email, { summaryFrequency: 'weekly' });
    await talk('alone', email, 'The old words');
    await prefer(email, { summaryFrequency: 'immediate' });
    await talk('alone', email, 'The new words', { version: 2 });
    await cloud.advance('P8D');
    const text = await wordsTo(email);
    expect(text).toContain('The new words');
    expect(text).not.toContain('The old words');
    expect((await emailsOf('alone')).map(({ reason }) => reason)).toContain('superseded');
  });

  test('is left by a conversation that turns out to be with somebody else', async () => {
    await prefer('first@slot.example', { summaryFrequency: 'weekly' });
    await talk('stays', 'first@slot.example', 'A talk of their own');
    await talk('moves', 'first@slot.example', 'What was said');
    await talk('moves', 'second@slot.example', 'What was said', { version: 2 });
    await cloud.advance('P8D');
    expect(await wordsTo('first@slot.example')).not.toContain('What was said');
    expect(await wordsTo('first@slot.example')).toContain('A talk of their own');
    expect(await wordsTo('second@slot.example')).toContain('What was said');
  });

  test('gathers anew after each of its conversations turned out to be with somebody else', async () => {
    const [first, second] = ['mistaken@slot.example', 'meant@slot.example'];
    await prefer(first, { summaryFrequency: 'weekly' });
    for (const id of ['moves 1', 'moves 2']) {
      await talk(id, first, 'What was said to another');
      await talk(id, second, 'What was said to another', { version: 2 });
    }
    await talk('theirs', first, 'A talk of their own');
    await cloud.advance('P8D');
    expect(await wordsTo(first)).toContain('A talk of their own');
    expect(await wordsTo(first)).not.toContain('What was said to another');
  });
});

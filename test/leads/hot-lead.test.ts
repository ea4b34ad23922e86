import { describe, expect, test } from 'vitest';
import { noteUndelivered } from '../../functions/leads/note-undelivered.ts';
import { MINUTE } from '../../functions/platform/clock.ts';
import { NOW } from './fixture.ts';
import { grace, people, room, tell, wait, sentIn, take, taken } from './sales-room.ts';

describe('A hot lead', () => {
  test('is told its owner at once, and with a text after 5 minutes; deputy, manager and team after 10, 20, 30', async () => {
    const at = room();
    await tell(at);
    await wait(at, 60);
    expect(sentIn(at)).toEqual([
      [0, 'hot_lead_alert', 'grace'],
      [5, 'lead_escalation', 'grace'],
      [10, 'lead_escalation', 'dee'],
      [20, 'lead_escalation', 'max'],
      [30, 'lead_escalation', 'oli'],
      [30, 'lead_escalation', 'ona'],
      [40, 'lead_escalation', 'sales'],
    ]);
    expect(at.texts.map(({ at: when, context }) => [(when - NOW) / MINUTE, context['repId']])).toEqual([
      [5, 'grace'],
      [10, 'dee'],
      [20, 'max'],
    ]);
    const escalated = at.published.filter(({ detailType }) => detailType === 'lead.escalated');
    expect(escalated.map(({ detail }) => [detail['step'], detail['exhausted']])).toEqual([
      [1, false],
      [2, false],
      [3, false],
      [4, false],
      [5, true],
    ]);
    // What texts cost is counted by their parts.
    const texts = at.published.filter(({ detailType }) => detailType === 'sms.sent');
    expect(texts.map(({ detail }) => [detail['step'], detail['repId'], detail['parts']])).toEqual([
      [1, 'grace', 1],
      [2, 'dee', 1],
      [3, 'max', 1],
    ]);
  });

  test('that is taken after 12 minutes is told nobody any more, and all who were told hear who has it', async () => {
    const at = room();
    await tell(at);
    await wait(at, 12);
    await taken(at, people[1] ?? grace);
    await wait(at, 60);
    expect(sentIn(at).slice(3)).toEqual([[12, 'lead_taken', 'grace']]);
    expect(at.records.get('lead-1')?.response).toMatchObject({
      state: 'taken',
      takenBy: { repId: 'dee', responseSeconds: 720, withinTarget: false },
    });
    expect(at.published.at(-1)).toMatchObject({
      detailType: 'lead.acknowledged',
      detail: { id: 'lead-1', repId: 'dee', how: 'api', responseSeconds: 720, withinTarget: false },
    });
  });

  test('that is taken before its alert has left is told nobody, not even that it is taken', async () => {
    const at = room();
    await tell(at);
    await taken(at, people[1] ?? grace);
    expect(at.deliver()).toEqual([]);
    await wait(at, 60);
    expect(sentIn(at)).toEqual([]);
  });

  test('is one of the first who takes it; the other hears who, and the same again changes nothing', async () => {
    const at = room();
    await tell(at);
    expect((await take(at, grace)).kind).toBe('taken');
    expect(await take(at, people[1] ?? grace)).toMatchObject({
      kind: 'wrong_state',
      takenBy: { repId: 'grace', name: 'grace' },
    });
    const before = at.records.get('lead-1');
    expect((await take(at, grace)).kind).toBe('taken');
    expect(at.records.get('lead-1')).toEqual(before);
  });

  test.each([
    {
      what: 'goes on at once to whoever is next when nobody of a step was reached',
      phone: undefined,
      next: 1,
    },
    { what: 'waits for who got a text, though their mail bounced', phone: '+4930123456', next: 0 },
  ])('$what', async ({ phone, next }) => {
    const at = room({ reps: people.map((one) => (one === grace ? { ...grace, phone } : one)) });
    await tell(at);
    await wait(at, 5);
    // What bounces of an earlier step hurries nobody.
    await noteUndelivered(at.deps, 'lead-1', { run: 1, key: 'lead/lead-1/1/0/grace/email' });
    await at.sweep();
    expect(sentIn(at)).toHaveLength(2);
    await noteUndelivered(at.deps, 'lead-1', { run: 1, key: 'lead/lead-1/1/1/grace/email' });
    await at.sweep();
    expect(sentIn(at).slice(2)).toEqual([[5, 'lead_escalation', 'dee']].slice(0, next));
  });

  test('whose alert bounces is told the next at once', async () => {
    const at = room();
    await tell(at);
    await noteUndelivered(at.deps, 'lead-1', { run: 1, key: 'lead/lead-1/1/0/grace/email' });
    await at.sweep();
    expect(sentIn(at)).toEqual([
      [0, 'hot_lead_alert', 'grace'],
      [0, 'lead_escalation', 'grace'],
    ]);
  });
});

describe('Text messages', () => {
  test('are not tried again to a number that has stopped them', async () => {
    const at = room();
    at.answerTexts({ outcome: 'refused', why: 'opted_out', detail: '' });
    await tell(at);
    await wait(at, 5);
    await tell(at, {}, 'lead-2');
    await wait(at, 5);
    expect(at.texts.filter(({ context }) => context['repId'] === 'grace')).toHaveLength(1);
  });

  test('carry who it is, why, and a link of the rep, and last until the next step', async () => {
    const at = room();
    await tell(at, { reasons: [{ text: 'wants it today', points: 30 }] });
    await wait(at, 5);
    const [text] = at.texts;
    expect(text?.body).toMatch(
      /^Hot lead 92: Ada Lovelace, Analytical Ltd: wants it today\. Take it: https:\/\/leads\.example\.com\/l\/[\w-]{22}$/,
    );
    expect(text?.ttlSeconds).toBe(300);
  });

  test('make no link of what a visitor wrote', async () => {
    const at = room();
    await tell(at, { reasons: [{ text: 'see http://evil.com/x and www.evil.com…', points: 30 }] });
    await wait(at, 5);
    expect(at.texts[0]?.body).toMatch(
      /: see http: \/ \/ evil\. com\/ x and www\. evil\. com\.\.\. Take it: https:\/\/leads\.example\.com\/l\/[\w-]{22}$/,
    );
  });
});

describe('What can’t be done', () => {
  test('for one keeps nobody else from being told', async () => {
    const at = room();
    const send = at.deps.outbox.send;
    at.deps.outbox.send = (feature, asked) =>
      asked.request.to.email === 'grace@example.com'
        ? Promise.reject(new Error('throttled'))
        : send(feature, asked);
    await tell(at);
    await wait(at, 60);
    expect(new Set(sentIn(at).map(([, , who]) => who))).toEqual(
      new Set(['dee', 'max', 'oli', 'ona', 'sales']),
    );
  });
});

import { describe, expect, test } from 'vitest';
import { conclude } from '../../functions/leads/change-response.ts';
import { aRep } from './fixture.ts';
import { grace, people, room, tell, wait, sentIn, taken } from './sales-room.ts';

describe('A change of a lead', () => {
  test('that is the same or older changes nothing', async () => {
    const at = room();
    await tell(at, { version: 2 });
    const before = at.records.get('lead-1');
    await tell(at, { version: 2 });
    await tell(at, { version: 1, score: 99 });
    expect(at.records.get('lead-1')).toEqual({ ...before, rev: at.records.get('lead-1')?.rev });
    expect(sentIn(at)).toHaveLength(1);
  });

  test('worth a word is one mail to who was asked last, and to who has it', async () => {
    const at = room();
    await tell(at, { score: 82 });
    at.deliver();
    await tell(at, { score: 85, timeframe: 'this week' });
    await tell(at, { score: 88, timeframe: 'this week' });
    await taken(at, people[1] ?? grace);
    at.deliver();
    await tell(at, { score: 99, timeframe: 'this week' });
    expect(sentIn(at)).toEqual([
      [0, 'hot_lead_alert', 'grace'],
      [0, 'lead_update', 'grace'],
      [0, 'lead_taken', 'grace'],
      [0, 'lead_update', 'dee'],
    ]);
    const updates = at.mails().filter(({ request }) => request.template === 'lead_update');
    expect(updates.map(({ request }) => request.data?.['changes'])).toEqual([
      [{ what: 'timeframe', from: undefined, to: 'this week' }],
      [{ what: 'score', from: '85', to: '99' }],
    ]);
  });

  test('while its alert still waits to leave takes its place', async () => {
    const at = room();
    await tell(at, { score: 82 });
    await tell(at, { score: 95 });
    await tell(at, { score: 95, timeframe: 'today' });
    expect(sentIn(at)).toEqual([[0, 'hot_lead_alert', 'grace']]);
    const [alert] = at.mails().filter(({ status }) => status === 'queued');
    expect(alert?.request.data).toMatchObject({ lead: { score: 95 }, timeframe: 'today' });
    await wait(at, 5);
    expect(sentIn(at).slice(1)).toEqual([[5, 'lead_escalation', 'grace']]);
  });

  test('from warm to hot asks anew, and takes back what waits', async () => {
    const at = room();
    await tell(at, { score: 75 });
    await tell(at, { score: 85 });
    await wait(at, 5);
    expect(sentIn(at)).toEqual([
      [0, 'hot_lead_alert', 'grace'],
      [5, 'lead_escalation', 'grace'],
    ]);
  });

  test('of the owner hands it over: the new one is asked, the old one told', async () => {
    const at = room();
    await tell(at);
    at.deliver();
    await tell(at, { ownerRepId: 'oli' });
    expect(sentIn(at).slice(1)).toEqual([
      [0, 'hot_lead_alert', 'oli'],
      [0, 'lead_handed_over', 'grace'],
    ]);
    const handedOver = at
      .mails()
      .find(({ request }) => request.template === 'hot_lead_alert' && request.to.email === 'oli@example.com');
    expect(handedOver?.request.data).toMatchObject({ handedOverBy: 'grace' });
  });

  test('of the owner of one that waits in a batch tells the old one nothing: nobody has heard of it', async () => {
    const batched = aRep('grace', { alerts: { mode: 'batched', everyMinutes: 30 } });
    const at = room({ reps: [batched, ...people.slice(1)] });
    await tell(at, { score: 70, version: 1 });
    await tell(at, { score: 70, version: 2, ownerRepId: 'ona' });
    await wait(at, 60);
    expect(sentIn(at).map(([, template, to]) => [template, to])).toEqual([['lead_alert', 'ona']]);
  });

  test('after it was won or lost is no news, unless its version is newer', async () => {
    const at = room();
    await tell(at, { version: 1 });
    at.deliver();
    const outcome = { outcome: 'lost', reason: 'price', repId: 'grace' } as const;
    await conclude(at.deps, 'lead-1', { rep: grace, outcome });
    await tell(at, { version: 1, score: 100 });
    expect(sentIn(at)).toHaveLength(1);
    await tell(at, { version: 2, score: 100 });
    expect(sentIn(at).slice(1)).toEqual([[0, 'hot_lead_alert', 'grace']]);
  });
});

describe('A lead that goes up and down', () => {
  test('is not asked for anew while a hot run is open', async () => {
    const at = room();
    for (const score of [92, 76, 92, 76, 92]) {
      await tell(at, { score });
      await wait(at, 1);
    }
    expect(sentIn(at).filter(([, template]) => template === 'hot_lead_alert')).toHaveLength(1);
  });

  test('keeps the highest version that was told, whatever came without one', async () => {
    const at = room();
    await tell(at, { version: 5, need: 'A' });
    await tell(at, { need: 'B' });
    await tell(at, { version: 3, need: 'C' });
    expect(at.records.get('lead-1')).toMatchObject({ version: 5, lead: { need: 'B' } });
  });

  test('is one mail about all changes while that waits', async () => {
    const at = room();
    await tell(at, { score: 82 });
    at.deliver();
    for (const phone of ['+4930111111', '+4930222222', '+4930333333'])
      await tell(at, { score: 82, contact: { email: 'ada@example.com', phone } });
    const waiting = at.mails().filter(({ status }) => status === 'queued');
    expect(waiting.map(({ request }) => request.data?.['changes'])).toEqual([
      [{ what: 'phone', from: undefined, to: '+4930333333' }],
    ]);
  });
});

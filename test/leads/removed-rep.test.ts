import { describe, expect, test } from 'vitest';
import { conclude } from '../../functions/leads/change-response.ts';
import { fireBatch } from '../../functions/leads/fire-batch.ts';
import { HOUR, MINUTE } from '../../functions/platform/clock.ts';
import { aRep, NOW } from './fixture.ts';
import type { MemoryRoom } from './memory-room.ts';
import { grace, people, room, sentIn, take, tell, wait } from './sales-room.ts';

const toGrace = (at: MemoryRoom) => sentIn(at).filter(([, , to]) => to === 'grace');
const withTeam = { teamId: 'sales' };

describe('A rep who was taken away', () => {
  test('is reminded of no lead: the next mail about it asks who is on call, as if it were new', async () => {
    const at = room();
    await tell(at, withTeam);
    at.deliver();
    at.removeRep('grace');
    await wait(at, 30);
    expect(sentIn(at).slice(0, 3)).toEqual([
      [0, 'hot_lead_alert', 'grace'],
      [5, 'hot_lead_alert', 'oli'],
      [10, 'lead_escalation', 'oli'],
    ]);
    expect(toGrace(at)).toHaveLength(1);
    const alert = at.mails().find(({ request }) => request.to.email === 'oli@example.com');
    expect(alert?.request.data).toMatchObject({ handedOverBy: 'grace' });
    expect(at.histories.get('lead-1')).toContainEqual(
      expect.objectContaining({ type: 'handed_over', repId: 'grace' }),
    );
  });

  test('leaves a lead without a team to the address of last resort', async () => {
    const at = room({ teams: [] });
    await tell(at);
    at.deliver();
    at.removeRep('grace');
    await wait(at, 6);
    expect(sentIn(at).map(([, template, to]) => [template, to])).toEqual([
      ['hot_lead_alert', 'grace'],
      ['hot_lead_alert', 'sales'],
    ]);
  });

  test('gets no batch: each of its leads is asked of whoever comes next', async () => {
    const batched = aRep('grace', { alerts: { mode: 'batched', everyMinutes: 30 } });
    const at = room({ reps: [batched, ...people.slice(1)] });
    await tell(at, { score: 72, ...withTeam }, 'lead-1');
    await tell(at, { score: 74, ...withTeam }, 'lead-2');
    at.removeRep('grace');
    await wait(at, 31);
    expect(sentIn(at)).toEqual([
      [30, 'lead_alert', 'oli'],
      [30, 'lead_alert', 'oli'],
    ]);
  });

  test('is told of no change of a lead that they had: it is asked of somebody else', async () => {
    const at = room();
    await tell(at, withTeam);
    at.deliver();
    await take(at, grace);
    at.removeRep('grace');
    await tell(at, { ...withTeam, ownerRepId: undefined, timeframe: 'today' });
    expect(sentIn(at).slice(1)).toEqual([[0, 'hot_lead_alert', 'oli']]);
  });

  test('keeps no promise: when it is due somebody else is asked', async () => {
    const at = room();
    await tell(at, withTeam);
    at.deliver();
    await take(at, grace, { followUpBy: NOW + 2 * HOUR });
    at.removeRep('grace');
    await wait(at, 91);
    expect(sentIn(at).slice(1)).toEqual([[90, 'hot_lead_alert', 'oli']]);
  });

  test('is not told who took a lead that they had been asked about', async () => {
    const at = room();
    await tell(at);
    at.deliver();
    await wait(at, 5);
    at.removeRep('grace');
    await take(at, people[1] ?? grace);
    await wait(at, 1);
    expect(toGrace(at).map(([, template]) => template)).toEqual(['hot_lead_alert', 'lead_escalation']);
  });

  test('who was asked last leaves the word of a change to who was asked before', async () => {
    const at = room();
    await tell(at, { score: 82 });
    await wait(at, 10);
    const [, , last] = sentIn(at).at(-1) ?? [];
    at.removeRep(String(last));
    await tell(at, { score: 84, timeframe: 'today' });
    expect([last, sentIn(at).at(-1)]).toEqual(['dee', [10, 'lead_update', 'grace']]);
  });
});

describe('Mail that still waits to leave', () => {
  test('as a batch does not leave to a rep once its leads are asked of somebody else', async () => {
    const batched = aRep('grace', { alerts: { mode: 'batched', everyMinutes: 30 } });
    const at = room({ reps: [batched, ...people.slice(1)] });
    await tell(at, { score: 72, ...withTeam }, 'lead-1');
    at.moveTo(NOW + 30 * MINUTE);
    await at.sweep();
    at.removeRep('grace');
    at.moveTo(NOW + 5 * HOUR);
    await at.sweep();
    expect(at.mails().map(({ request, reason }) => [request.template, request.to.email, reason])).toEqual([
      ['lead_alert_batch', 'grace@example.com', 'superseded'],
      ['lead_alert', 'oli@example.com', undefined],
    ]);
  });

  test('as a change does not leave to a rep once the lead is asked of somebody else', async () => {
    const at = room();
    await tell(at, withTeam);
    at.deliver();
    await take(at, grace);
    await tell(at, { ...withTeam, timeframe: 'today' });
    at.removeRep('grace');
    await tell(at, { ...withTeam, ownerRepId: undefined, timeframe: 'this week' });
    expect(sentIn(at).map(([, template, to]) => [template, to])).toEqual([
      ['hot_lead_alert', 'grace'],
      ['hot_lead_alert', 'oli'],
    ]);
  });
});

describe('A lead', () => {
  test('that is closed by an outcome before the last is asked of somebody else when it changes', async () => {
    const at = room();
    await tell(at, { ...withTeam, score: 75 });
    at.deliver();
    await conclude(at.deps, 'lead-1', { rep: grace, outcome: { outcome: 'contacted', repId: 'grace' } });
    at.removeRep('grace');
    await tell(at, { ...withTeam, ownerRepId: undefined, score: 79, timeframe: 'in May' });
    expect(sentIn(at).slice(1)).toEqual([[0, 'lead_alert', 'oli']]);
  });

  test('of a batch that broke off before its mail is asked of somebody else at once', async () => {
    for (let calls = 0; calls < 60; calls += 1) {
      const batched = aRep('grace', { alerts: { mode: 'batched', everyMinutes: 30 } });
      const at = room({ reps: [batched, ...people.slice(1)] });
      await tell(at, { score: 72, ...withTeam });
      const before = at.records.get('lead-1')?.response;
      at.moveTo(NOW + 30 * MINUTE);
      at.endIn(calls);
      const isBroken = await fireBatch(at.deps, before?.state === 'waiting' ? before.batch.id : '').then(
        () => false,
        () => true,
      );
      at.endIn(undefined);
      if (!isBroken || at.mails().length > 0) return;
      at.removeRep('grace');
      await wait(at, 20);
      expect({ calls, mails: sentIn(at).map(([, template, to]) => [template, to]) }).toEqual({
        calls,
        mails: [['lead_alert', 'oli']],
      });
    }
    throw new Error('It never came to its end');
  });

  test('is told to the present address of a rep who has another since', async () => {
    const at = room();
    await tell(at, withTeam);
    at.deliver();
    at.setRep({ ...grace, email: 'new@example.com' });
    await wait(at, 5);
    expect(sentIn(at)).toEqual([
      [0, 'hot_lead_alert', 'grace'],
      [5, 'lead_escalation', 'new'],
    ]);
  });
});

import { describe, expect, test } from 'vitest';
import { findCancellation, findOpenCancellations } from '../../functions/outbox/flow/cancellation-store.ts';
import { beginCancellation, carryOut, countMatching } from '../../functions/outbox/flow/cancellations.ts';
import { putBody } from '../../functions/outbox/message/body-store.ts';
import { apply, findMessage } from '../../functions/outbox/message/store.ts';
import { id, memoryOutbox } from './memory-outbox.ts';
import { aBody, aMessage, aMessageThatIs, DAY, HOUR, NOW, SECOND } from './messages.ts';

const LATER = NOW + HOUR;
const endsAt = LATER + HOUR;
const nurture = { template: 'nurture_first', tags: ['spring'] };
const waiting = (i: number) => aMessage({ id: id(i), ...nurture });
const setUp = (messages: Parameters<typeof memoryOutbox>[0]) => memoryOutbox(messages, () => LATER);

describe('What a cancellation matches', () => {
  const scheduled = aMessageThatIs('scheduled', { id: id(2), ...nurture });
  const others = [
    aMessage({ id: id(3), template: 'sales_digest', tags: ['spring', 'weekly'] }),
    aMessage({ id: id(4) }),
    aMessageThatIs('sending', { id: id(5), ...nurture }),
    aMessageThatIs('unknown', { id: id(6), ...nurture }),
  ];

  test.each([
    { what: 'a template', filter: { template: 'nurture_first' }, want: 2 },
    { what: 'a tag', filter: { tag: 'spring' }, want: 3 },
    { what: 'a tag of one mail', filter: { tag: 'weekly' }, want: 1 },
    { what: 'a tag that no mail has', filter: { tag: 'autumn' }, want: 0 },
    { what: 'a tag within a template', filter: { tag: 'spring', template: 'sales_digest' }, want: 1 },
  ])('are mails that wait, by $what', async ({ filter, want }) => {
    const { deps } = await setUp([waiting(1), scheduled, ...others]);
    expect(await countMatching(deps.sends, filter)).toBe(want);
  });
});

test('A tag that stands beside what a mail says, as it was too long, is found there', async () => {
  const overflowing = (i: number) => aMessage({ id: id(i), tags: undefined, overflow: true });
  const { deps } = await setUp([overflowing(1), overflowing(2), aMessage({ id: id(3) })]);
  const overflow = { tags: ['spring', 'x'.repeat(100)] };
  await putBody(deps.sends, overflowing(1), aBody({ overflow }), LATER + DAY);
  await putBody(deps.sends, overflowing(2), aBody({ overflow: { subject: 'Long' } }), LATER + DAY);
  expect(await countMatching(deps.sends, { tag: 'spring' })).toBe(1);
  expect(await countMatching(deps.sends, { tag: 'Stryker was here' })).toBe(0);
});

test('A cancellation that nobody began is not found', async () => {
  const { deps } = await setUp([]);
  expect(await findCancellation(deps.sends, 'can_0')).toBeUndefined();
});

describe('A cancellation', () => {
  test('is kept with how much it matches, and found by the sweeper until it is done', async () => {
    const { deps } = await setUp([waiting(1), waiting(2)]);
    const begun = await beginCancellation(deps, { template: 'nurture_first' });
    expect(begun).toMatchObject({
      template: 'nurture_first',
      askedAt: LATER,
      matched: 2,
      cancelled: 0,
      done: false,
    });
    expect(await findOpenCancellations(deps.sends)).toEqual([begun]);
    expect(await carryOut(deps, begun, endsAt)).toBe(true);
    expect(await findOpenCancellations(deps.sends)).toEqual([]);
    expect(await findCancellation(deps.sends, begun.id)).toEqual({ ...begun, cancelled: 2, done: true });
  });

  test('cancels what matches, tells of each once, and touches nothing else', async () => {
    const { deps, published, statusOf } = await setUp([
      waiting(1),
      aMessage({ id: id(2), template: 'sales_digest' }),
      aMessageThatIs('sending', { id: id(3), ...nurture }),
    ]);
    const begun = await beginCancellation(deps, { template: 'nurture_first' });
    await carryOut(deps, begun, endsAt);
    expect(await Promise.all([1, 2, 3].map(statusOf))).toEqual(['cancelled', 'queued', 'sending']);
    expect(published()).toEqual(['email.cancelled']);
    expect(await carryOut(deps, begun, endsAt)).toBe(true);
    expect(published()).toEqual(['email.cancelled']);
    expect((await findCancellation(deps.sends, begun.id))?.cancelled).toBe(1);
  });

  test('leaves alone what was accepted after it was asked for', async () => {
    const { deps, statusOf } = await setUp([
      aMessage({ id: id(1), ...nurture, createdAt: LATER }),
      aMessage({ id: id(2), ...nurture, createdAt: LATER + 1 }),
    ]);
    const begun = await beginCancellation(deps, { template: 'nurture_first' });
    await carryOut(deps, begun, endsAt);
    expect(await Promise.all([1, 2].map(statusOf))).toEqual(['cancelled', 'queued']);
  });

  test('that runs out of time says so, and goes on with the rest at the next call', async () => {
    const { deps, statusOf } = await setUp([waiting(1), waiting(2), waiting(3)]);
    const begun = await beginCancellation(deps, { template: 'nurture_first' });
    expect(await carryOut(deps, begun, LATER)).toBe(false);
    expect(await findOpenCancellations(deps.sends)).toHaveLength(1);
    for (let calls = 0; calls < 10 && !(await carryOut(deps, begun, LATER)); calls += 1);
    await carryOut(deps, begun, endsAt);
    expect(await Promise.all([1, 2, 3].map(statusOf))).toEqual(['cancelled', 'cancelled', 'cancelled']);
    expect((await findCancellation(deps.sends, begun.id))?.cancelled).toBe(3);
  });

  test('takes nothing back from Mailgun: what a function claimed meanwhile is not counted', async () => {
    const { deps, statusOf } = await setUp([waiting(1)]);
    const begun = await beginCancellation(deps, { template: 'nurture_first' });
    const message = await findMessage(deps.sends, id(1));
    const claim = {
      type: 'claim',
      token: 'claim_1',
      leaseUntil: LATER + 60 * SECOND,
      recoveredAt: 0,
    } as const;
    await apply(deps.sends, message!, claim, { now: LATER });
    await carryOut(deps, begun, endsAt);
    expect(await statusOf(1)).toBe('sending');
    expect((await findCancellation(deps.sends, begun.id))?.cancelled).toBe(0);
  });

  test('is kept for ninety days', async () => {
    const { deps, items } = await setUp([]);
    const begun = await beginCancellation(deps, { tag: 'spring' });
    const ttls = items('sends').map(({ ttl }) => ttl);
    expect(ttls).toEqual(ttls.map(() => Math.ceil((LATER + 90 * DAY) / 1000)));
    expect(ttls).toHaveLength(2);
    expect(begun.id).toMatch(/^can_/);
  });
});

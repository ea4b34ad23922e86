import { describe, expect, test } from 'vitest';
import { DAY } from '../../functions/platform/clock.ts';
import type { Recipient, Suppression } from '../../functions/preferences/recipient.ts';
import {
  countSoftBounce,
  datedSwitches,
  optOut,
  suppress,
  switchesTurned,
  unsuppress,
} from '../../functions/preferences/recipient-changes.ts';

const ada: Recipient = { emailAddress: 'ada@example.com' };

test('an opt-out that comes late is undone by coming back to the same category alone', () => {
  const back = datedSwitches(
    { ...ada, appointmentReminders: false, conversationSummaries: true },
    { ...ada, appointmentReminders: true, conversationSummaries: true },
    100,
  );
  expect(optOut(back, ['appointmentReminders'], 50)).toBeUndefined();
  expect(optOut(back, ['conversationSummaries'], 50)).toMatchObject({ conversationSummaries: false });
  expect(optOut(back, ['appointmentReminders', 'digests'], 50)).toMatchObject({
    appointmentReminders: true,
    digests: false,
  });
  expect(optOut(back, ['appointmentReminders'], 101)).toMatchObject({ appointmentReminders: false });
});

test('an opt-out of what is refused already changes nothing', () => {
  expect(optOut({ ...ada, digests: false }, ['digests'], 1)).toBeUndefined();
  expect(optOut(ada, [], 1)).toBeUndefined();
});

test('an opt-out of the very moment of coming back is of before it', () => {
  const back = { ...ada, resubscribedAt: { digests: 100 } };
  expect(optOut(back, ['digests'], 100)).toBeUndefined();
  expect(optOut(back, ['digests'], 101)).toEqual({
    ...back,
    digests: false,
    unsubscribedAt: 101,
    updatedAt: 101,
  });
});

test('of somebody new all is on, so that only what is off was turned', () => {
  const refusing = { ...ada, digests: false, marketingEmails: true };
  expect(switchesTurned(undefined, refusing, false)).toEqual(['digests']);
  expect(switchesTurned(undefined, refusing, true)).toEqual([]);
});

describe('The times of unsubscribing and coming back', () => {
  test('start when a switch is turned, and are those of the last turn', () => {
    expect(datedSwitches(ada, { ...ada, digests: false }, 5)).toEqual({
      ...ada,
      digests: false,
      unsubscribedAt: 5,
    });
  });

  test('stay when none is turned', () => {
    const off = { ...ada, digests: false, unsubscribedAt: 5 };
    expect(datedSwitches(off, { ...off, locale: 'de' }, 9)).toEqual({ ...off, locale: 'de' });
    expect(datedSwitches(ada, { ...ada, locale: 'de' }, 9)).not.toHaveProperty('resubscribedAt');
  });

  test('of unsubscribing ends when all is on again, and not while something is off', () => {
    const off = { ...ada, digests: false, marketingEmails: false, unsubscribedAt: 5 };
    const half = datedSwitches(off, { ...off, digests: true }, 7);
    expect(half).toEqual({ ...off, digests: true, resubscribedAt: { digests: 7 } });
    expect(datedSwitches(half, { ...half, marketingEmails: true }, 9)).toEqual({
      ...half,
      marketingEmails: true,
      unsubscribedAt: undefined,
      resubscribedAt: { digests: 7, marketingEmails: 9 },
    });
  });
});

describe('A suppression', () => {
  const bounce: Suppression = { reason: 'bounce', at: 100 };
  const passing: Suppression = { reason: 'bounce', at: 100, until: 200 };

  test('stops all mail from the moment that it names', () => {
    expect(suppress(ada, bounce)).toEqual({ ...ada, suppression: bounce, updatedAt: 100 });
  });

  test('of before it was lifted, or of that moment, changes nothing', () => {
    const lifted = { ...ada, unsuppressedAt: 100 };
    expect(suppress(lifted, bounce)).toBeUndefined();
    expect(suppress(lifted, { ...bounce, at: 99 })).toBeUndefined();
    expect(suppress(lifted, { ...bounce, at: 101 })).toMatchObject({ suppression: { at: 101 } });
  });

  test('that holds for good is left for none, and one that passes for one that holds for good', () => {
    const complaint: Suppression = { reason: 'complaint', at: 150 };
    const held = (suppression: Suppression): Recipient => ({ ...ada, suppression });
    expect(suppress(held(bounce), complaint)).toBeUndefined();
    expect(suppress(held(bounce), { ...complaint, until: 300 })).toBeUndefined();
    expect(suppress(held(passing), { ...complaint, until: 300 })).toBeUndefined();
    expect(suppress(held(passing), complaint)).toMatchObject({ suppression: complaint });
    // It has passed by then.
    expect(suppress(held(passing), { ...complaint, at: 250, until: 300 })).toMatchObject({
      suppression: { at: 250 },
    });
  });

  test('is lifted with what led to it, and lifting none changes nothing', () => {
    const held = { ...ada, suppression: passing, softBounces: [90, 100] };
    expect(unsuppress(held, 150)).toEqual({
      ...ada,
      suppression: undefined,
      softBounces: undefined,
      unsuppressedAt: 150,
      updatedAt: 150,
    });
    expect(unsuppress(ada, 150)).toBeUndefined();
  });
});

describe('Mails that were given up for passing faults', () => {
  const rules = { soft_bounces: 3, within_days: 10, for_days: 20 };
  const NOW = 1000 * DAY;
  const after = (softBounces: number[] | undefined, at = NOW) =>
    countSoftBounce({ ...ada, ...(softBounces && { softBounces }) }, at, rules);

  test('are counted, each once', () => {
    expect(after(undefined)).toEqual({ ...ada, softBounces: [NOW] });
    expect(after([NOW - DAY])).toEqual({ ...ada, softBounces: [NOW - DAY, NOW] });
    expect(after([NOW])).toBeUndefined();
  });

  test('suppress for a while when there are so many within the window', () => {
    const softBounces = [NOW - 9 * DAY, NOW - DAY];
    expect(after(softBounces)).toEqual({
      ...ada,
      softBounces: [...softBounces, NOW],
      suppression: {
        reason: 'bounce',
        at: NOW,
        until: NOW + 20 * DAY,
        detail: '3 mails were given up within 10 days',
      },
      updatedAt: NOW,
    });
  });

  test('do not suppress when the first of them is past the window, to the moment', () => {
    expect(after([NOW - 10 * DAY, NOW - DAY])).toEqual({ ...ada, softBounces: [NOW - DAY, NOW] });
    expect(after([NOW - 10 * DAY + 1, NOW - DAY])).toMatchObject({ suppression: { at: NOW } });
  });

  test('are kept only as far as they count, also of somebody who gets nothing for good', () => {
    const suppression: Suppression = { reason: 'complaint', at: 1 };
    const softBounces = [NOW - 3, NOW - 2, NOW - 1];
    expect(countSoftBounce({ ...ada, suppression, softBounces }, NOW, rules)).toEqual({
      ...ada,
      suppression,
      softBounces: [NOW - 2, NOW - 1, NOW],
    });
  });
});

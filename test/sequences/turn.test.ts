import { describe, expect, test } from 'vitest';
import type { EmailState } from '../../functions/outbox/outbox.ts';
import { DAY, HOUR, MINUTE } from '../../functions/platform/clock.ts';
import { heldUntil, type Turn } from '../../functions/sequences/turn.ts';

const NOW = Date.parse('2027-03-01T10:00:00Z');
const last: Turn = { emailId: 'em_1', dueAt: NOW - 3 * HOUR, at: NOW - 3 * HOUR };
const email = (status: EmailState['status'], sentAt?: number) => ({ status, sentAt });

describe('The mail of a sequence', () => {
  test.each([
    ['is on its way', email('queued'), NOW, NOW + 3 * HOUR],
    ['waits for a time', email('scheduled'), NOW, NOW + 3 * HOUR],
    ['is being handed over', email('sending'), NOW, NOW + 3 * HOUR],
    ['left in time', email('delivered', NOW - 3 * HOUR), NOW, undefined],
    ['left an hour late, which is not yet late', email('sent', NOW - 2 * HOUR), NOW, undefined],
    ['left late', email('sent', NOW - 2 * HOUR + 1), NOW, NOW + DAY - 2 * HOUR + 1],
    ['left late, a day ago', email('sent', NOW - DAY), NOW, undefined],
    [
      'left in time, and this one is late',
      email('sent', NOW - 3 * HOUR),
      NOW - HOUR - 1,
      NOW + DAY - 3 * HOUR,
    ],
    ['left in time, and this one is nearly late', email('sent', NOW - 3 * HOUR), NOW - HOUR, undefined],
    ['was skipped', email('skipped'), NOW - 2 * DAY, undefined],
    ['failed', email('failed'), NOW - 2 * DAY, undefined],
  ])('whose other mail %s waits as long as it has to', (_, other, dueAt, until) => {
    expect(heldUntil({ dueAt }, last, other, NOW)).toBe(until);
  });

  test('waits for one that is about to be asked for, but not for ever', () => {
    const asked = { ...last, at: NOW };
    expect(heldUntil({ dueAt: NOW }, asked, undefined, NOW + HOUR - 1)).toBe(NOW + HOUR - 1 + MINUTE);
    expect(heldUntil({ dueAt: NOW }, asked, undefined, NOW + HOUR)).toBeUndefined();
  });

  test('that was asked for days ago is looked after every six hours', () => {
    const old = { ...last, at: NOW - 3 * DAY };
    expect(heldUntil({ dueAt: NOW }, old, email('queued'), NOW)).toBe(NOW + 6 * HOUR);
  });
});

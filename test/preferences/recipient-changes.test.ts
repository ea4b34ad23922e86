import { expect, test } from 'vitest';
import type { Recipient } from '../../functions/preferences/recipient.ts';
import { datedSwitches, optOut } from '../../functions/preferences/recipient-changes.ts';

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

import { describe, expect, test } from 'vitest';
import type { Recipient } from '../../functions/preferences/recipient.ts';
import { stepForListed, stepForUnlisted } from '../../functions/preferences/sync-suppressions.ts';

const NOW = 1000;
const ada: Recipient = { emailAddress: 'ada@example.com' };
const suppressed = (more: Partial<NonNullable<Recipient['suppression']>> = {}): Recipient => ({
  ...ada,
  suppression: { reason: 'bounce', at: 1, ...more },
});

describe('An address that Mailgun lists', () => {
  const bounced = { list: 'bounces', listed: { email: 'ada@example.com', at: 500 } } as const;
  test.each([
    { what: 'unknown here is suppressed here', recipient: undefined, step: 'take' },
    { what: 'suppressed here is in step', recipient: suppressed(), step: undefined },
    {
      what: 'whose suppression here has ended is suppressed anew',
      recipient: suppressed({ until: NOW }),
      step: 'take',
    },
    {
      what: 'lifted here since is taken off there',
      recipient: { ...ada, unsuppressedAt: 600 },
      step: 'removeThere',
    },
    {
      what: 'that bounced after it was lifted is suppressed again',
      recipient: { ...ada, unsuppressedAt: 400 },
      step: 'take',
    },
  ])('$what', ({ recipient, step }) => {
    expect(stepForListed(recipient, bounced, NOW)?.do).toBe(step);
  });
});

describe('A suppression that Mailgun does not list', () => {
  test.each([
    {
      what: 'by a bounce is put on its list',
      recipient: suppressed(),
      step: { do: 'addThere', list: 'bounces' },
    },
    {
      what: 'by a complaint is put on its list',
      recipient: suppressed({ reason: 'complaint' }),
      step: { do: 'addThere', list: 'complaints' },
    },
    { what: 'by hand is ours alone', recipient: suppressed({ reason: 'manual' }), step: undefined },
    { what: 'for a while is ours alone', recipient: suppressed({ until: NOW + 1 }), step: undefined },
    {
      what: 'and did list before is lifted',
      recipient: suppressed({ isMirrored: true }),
      step: { do: 'lift' },
    },
  ])('$what', ({ recipient, step }) => {
    expect(stepForUnlisted(recipient, NOW)).toEqual(step);
  });
});

import { describe, expect, test } from 'vitest';
import type { ListedAddress, MailgunListing } from '../../functions/mailgun/listing.ts';
import type { MailgunLists } from '../../functions/mailgun/lists.ts';
import type { Recipient } from '../../functions/preferences/recipient.ts';
import {
  stepForListed,
  stepForUnlisted,
  syncSuppressions,
} from '../../functions/preferences/suppression/sync-suppressions.ts';
import { silentLogger } from '../platform/http-fixture.ts';
import { fakeRecipients } from './fake-recipients.ts';

const NOW = 1000;
const ada: Recipient = { emailAddress: 'ada@example.com' };
const suppressed = (more: Partial<NonNullable<Recipient['suppression']>> = {}): Recipient => ({
  ...ada,
  suppression: { reason: 'bounce', at: 1, ...more },
});

const listedAs = (email: string, at?: number, spellings = [email]): ListedAddress => ({
  email,
  spellings,
  at,
});

describe('An address that Mailgun lists', () => {
  const bounced = { list: 'bounces', listed: listedAs('ada@example.com', 500) } as const;
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
      what: 'lifted here, without a date there, is taken off there',
      recipient: { ...ada, unsuppressedAt: 600 },
      listed: listedAs('ada@example.com'),
      step: 'removeThere',
    },
    {
      what: 'that bounced after it was lifted is suppressed again',
      recipient: { ...ada, unsuppressedAt: 400 },
      step: 'take',
    },
  ])('$what', ({ recipient, listed = bounced.listed, step }) => {
    expect(stepForListed(recipient, { ...bounced, listed }, NOW)?.do).toBe(step);
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

/** A run over lists and recipients in memory; `add` and `remove` of addresses that contain "refused" fail. */
const run = async (
  lists: { bounces?: ListedAddress[]; complaints?: ListedAddress[]; unreadable?: number; foreign?: number },
  present: Recipient[] = [],
) => {
  const calls: string[] = [];
  const metrics: string[] = [];
  const recipients = fakeRecipients((email) => {
    if (email.includes('odd')) throw new Error('ValidationException: the key is too long');
  }, present);
  const listing = (addresses: ListedAddress[] = []): MailgunListing => ({
    addresses: new Map(addresses.map((one) => [one.email, one])),
    foreign: lists.foreign ?? 0,
    unreadable: lists.unreadable ?? 0,
  });
  const change = (what: string) => (email: string) => {
    if (email.includes('refused')) return Promise.reject(new Error('Mailgun: 400'));
    calls.push(`${what} ${email}`);
    return Promise.resolve();
  };
  const mailgun: MailgunLists = {
    all: (list) => Promise.resolve(listing(list === 'unsubscribes' ? [] : lists[list])),
    add: (list, email) => change(`add to ${list}`)(email),
    remove: change('remove'),
  };
  const report = await syncSuppressions({
    recipients,
    lists: mailgun,
    logger: silentLogger(),
    meter: { addMetric: (name, _unit, value) => metrics.push(`${name} ${value}`) },
    now: () => NOW,
  });
  return { report, calls, metrics, recipients };
};

const named = (name: string, more: Partial<NonNullable<Recipient['suppression']>> = {}): Recipient => ({
  ...suppressed(more),
  emailAddress: `${name}@example.com`,
});

describe('Bringing the lists in step', () => {
  test('leaves out an address that can’t be, and goes on with the others', async () => {
    const names = ['one', 'odd', 'two'].map((name) => listedAs(`${name}@example.com`, 5));
    const { report, metrics, recipients } = await run({ bounces: names }, [named('refused'), named('ours')]);
    expect(report).toMatchObject({ taken: 2, added: 1, failed: 2 });
    expect(metrics).toEqual(['SuppressionsNotInStep 2']);
    expect(recipients.known('two@example.com')?.suppression).toMatchObject({
      reason: 'bounce',
      isMirrored: true,
    });
  });

  test('ends where nothing can be changed', async () => {
    const bounces = Array.from({ length: 50 }, (_, i) => listedAs(`odd${i}@example.com`, 5));
    await expect(run({ bounces })).rejects.toThrow('ValidationException');
  });

  test.each([
    { at: undefined, from: NOW },
    { at: NOW + 1, from: NOW },
    { at: 5, from: 5 },
  ])('suppresses what is dated $at from $from on', async ({ at, from }) => {
    const { recipients } = await run({ complaints: [listedAs('ada@example.com', at)] });
    expect(recipients.known('ada@example.com')?.suppression).toMatchObject({ reason: 'complaint', at: from });
  });

  test('takes an address off under each spelling that Mailgun has', async () => {
    const listed = listedAs('ada@example.com', 5, ['Ada@EXAMPLE.com', 'ada@example.com']);
    const { calls } = await run({ bounces: [listed] }, [{ ...ada, unsuppressedAt: 600 }]);
    expect(calls).toEqual(['remove Ada@EXAMPLE.com', 'remove ada@example.com']);
  });

  test('reads all pages of what is suppressed here', async () => {
    const present = Array.from({ length: 5 }, (_, i) => named(`ours${i}`));
    expect((await run({}, present)).report.added).toBe(5);
  });

  test('lifts nobody while Mailgun lists something that can’t be read', async () => {
    const gone = named('gone', { isMirrored: true });
    const unreadable = await run({ unreadable: 1 }, [gone]);
    expect(unreadable.report).toMatchObject({ lifted: 0, skipped: 2 });
    expect(unreadable.metrics).toEqual(['ListedItemsSkipped 2']);
    expect((await run({ foreign: 1 }, [gone])).report).toMatchObject({ lifted: 1, skipped: 2 });
  });
});

import { recipientKey } from '../../platform/address.ts';
import { loggable, type Logger, type Meter } from '../../platform/logging.ts';
import type { ListedAddress, MailgunListing } from '../../mailgun/listing.ts';
import type { MailgunLists } from '../../mailgun/lists.ts';
import { type Recipient, suppressionOf } from '../recipient.ts';
import type { RecipientStore } from '../store.ts';
import type { Audit } from '../audit.ts';
import { suppress, unsuppress } from '../recipient-changes.ts';

export interface SyncDeps {
  recipients: Pick<RecipientStore, 'find' | 'change' | 'changeErased' | 'suppressed'>;
  lists: MailgunLists;
  logger: Logger;
  meter: Meter;
  now: () => number;
}

export interface SyncReport {
  /** Suppressed here, since Mailgun lists them. */
  taken: number;
  /** Lifted here, since they were taken off Mailgun's list. */
  lifted: number;
  /** Put on Mailgun's list. */
  added: number;
  /** Taken off Mailgun's list, since they were lifted here. */
  removed: number;
  /** Items of Mailgun's lists that are no addresses of ours. */
  skipped: number;
  /** Addresses that could not be brought in step. */
  failed: number;
}

const reasons = { bounces: 'bounce', complaints: 'complaint' } as const;
type SyncedList = keyof typeof reasons;

/** A list at Mailgun that has lost more than this at once was not tended by hand. */
const MOST_LIFTED = 20;
/** More than this are no faults of single addresses: Mailgun or the table is away. */
const MOST_FAILED = 20;

/** What an address needs that only one side lists. */
export type Step =
  | { do: 'take'; list: SyncedList; listed: ListedAddress }
  | { do: 'removeThere'; spellings: readonly string[] }
  | { do: 'addThere'; list: SyncedList }
  | { do: 'lift' }
  | undefined;

/** Decides what an address needs that Mailgun lists; a removal here is a removal there, also of what has no date. */
export const stepForListed = (
  recipient: Recipient | undefined,
  { list, listed }: { list: SyncedList; listed: ListedAddress },
  now: number,
): Step => {
  if (suppressionOf(recipient, now)) return undefined;
  const lifted = recipient?.unsuppressedAt;
  return lifted !== undefined && (listed.at ?? 0) <= lifted
    ? { do: 'removeThere', spellings: listed.spellings }
    : { do: 'take', list, listed };
};

/** Decides what a suppression needs that Mailgun does not list: it is new there, or was removed there. */
export const stepForUnlisted = (recipient: Recipient, now: number): Step => {
  const suppression = suppressionOf(recipient, now);
  // What is by hand, or ends by itself, is ours alone.
  if (suppression === undefined || suppression.reason === 'manual' || suppression.until !== undefined)
    return undefined;
  if (suppression.isMirrored === true) return { do: 'lift' };
  return { do: 'addThere', list: suppression.reason === 'bounce' ? 'bounces' : 'complaints' };
};

/**
 * Brings our suppressions and Mailgun's lists of bounces and complaints in step. One address that can't be is counted,
 * and left for the next run. @throws when Mailgun refuses its lists, or almost nothing can be changed.
 */
export const syncSuppressions = async (deps: SyncDeps): Promise<SyncReport> => {
  const report: SyncReport = { taken: 0, lifted: 0, added: 0, removed: 0, skipped: 0, failed: 0 };
  const audit: Audit = { at: deps.now(), by: 'mailgun', how: 'sync' };
  const there = { bounces: await deps.lists.all('bounces'), complaints: await deps.lists.all('complaints') };
  const here = await ours(deps.recipients);
  const mayLift = tellOddItems(deps, report, [there.bounces, there.complaints]);
  const run: Run = { deps, report, audit };
  for (const list of ['complaints', 'bounces'] as const) {
    for (const [key, listed] of there[list].addresses) {
      if (suppressionOf(here.get(key), audit.at)?.isMirrored === true) continue;
      await oneByOne(run, () => follow(run, list, listed));
    }
  }
  const isListed = (key: string) => there.bounces.addresses.has(key) || there.complaints.addresses.has(key);
  const unlisted = [...here].flatMap(([key, recipient]) => (isListed(key) ? [] : [recipient]));
  await settleUnlisted(run, unlisted, mayLift);
  if (report.failed > 0) deps.meter.addMetric('SuppressionsNotInStep', 'Count', report.failed);
  if (Object.values(report).some((count) => count > 0))
    deps.logger.info('Suppressions are in step', { ...report });
  return report;
};

interface Run {
  deps: SyncDeps;
  report: SyncReport;
  audit: Audit;
}

/** Counts what of the lists is no address of ours; answers whether all others could be read, so that a gap is a removal. */
const tellOddItems = (
  { logger, meter }: SyncDeps,
  report: SyncReport,
  listings: readonly MailgunListing[],
): boolean => {
  const sum = (count: (listing: MailgunListing) => number) =>
    listings.reduce((total, listing) => total + count(listing), 0);
  const [foreign, unreadable] = [sum((one) => one.foreign), sum((one) => one.unreadable)];
  report.skipped = foreign + unreadable;
  if (report.skipped > 0) {
    meter.addMetric('ListedItemsSkipped', 'Count', report.skipped);
    logger.warn('Mailgun lists what is no address of ours; it is skipped', { foreign, unreadable });
  }
  if (unreadable > 0)
    logger.warn(
      'Whom Mailgun no longer lists can’t be told while items are unreadable; nobody is lifted here',
    );
  return unreadable === 0;
};

/** Runs one address's change; what it throws is its own, unless it is what all throw. */
const oneByOne = async ({ deps, report }: Run, change: () => Promise<void>): Promise<void> => {
  try {
    await change();
  } catch (error) {
    report.failed += 1;
    if (report.failed > MOST_FAILED) throw error;
    deps.logger.error('An address could not be brought in step with Mailgun’s lists', {
      error: loggable(error),
    });
  }
};

/** Settles suppressions that Mailgun does not list. */
const settleUnlisted = async (run: Run, unlisted: readonly Recipient[], mayLift: boolean): Promise<void> => {
  const { deps, report, audit } = run;
  const toLift = unlisted.filter((recipient) => stepForUnlisted(recipient, audit.at)?.do === 'lift');
  if (mayLift && toLift.length > MOST_LIFTED) {
    deps.logger.error('Mailgun lists far fewer addresses than before; none is lifted here', {
      missing: toLift.length,
    });
  }
  for (const recipient of unlisted) {
    const { emailAddress, suppression } = recipient;
    const step = stepForUnlisted(recipient, audit.at);
    if (step?.do === 'addThere') {
      await oneByOne(run, async () => {
        await deps.lists.add(step.list, emailAddress, suppression?.detail);
        await mirror(run, emailAddress);
        report.added += 1;
      });
    }
    if (step?.do === 'lift' && mayLift && toLift.length <= MOST_LIFTED) {
      await oneByOne(run, async () => {
        await deps.recipients.change(emailAddress, (known) => unsuppress(known, audit.at), audit);
        report.lifted += 1;
      });
    }
  }
};

/** Every suppression of ours by the key of its address. */
const ours = async (recipients: SyncDeps['recipients']): Promise<Map<string, Recipient>> => {
  const found = new Map<string, Recipient>();
  let after: string | undefined;
  do {
    const page = await recipients.suppressed({ limit: 500, after });
    for (const recipient of page.recipients) found.set(recipientKey(recipient.emailAddress), recipient);
    after = page.next;
  } while (after !== undefined);
  return found;
};

/** Follows Mailgun for one address that it lists. */
const follow = async (run: Run, list: SyncedList, listed: ListedAddress): Promise<void> => {
  const { deps, report, audit } = run;
  const recipient = await deps.recipients.find(listed.email);
  const step = stepForListed(recipient, { list, listed }, audit.at);
  if (step?.do === 'removeThere') {
    for (const spelling of step.spellings) await deps.lists.remove(spelling);
    report.removed += 1;
    return;
  }
  if (step?.do === 'take') {
    // A date to come, or none, is no better than now.
    const at = Math.min(listed.at ?? audit.at, audit.at);
    const suppression = { reason: reasons[list], at, detail: listed.detail };
    await deps.recipients.change(listed.email, (known) => suppress(known, suppression), audit);
    report.taken += 1;
  }
  await mirror(run, listed.email);
};

/** Notes that Mailgun lists an address, too; of somebody who was erased, under the hash alone. */
const mirror = async ({ deps, audit }: Run, email: string): Promise<void> => {
  await deps.recipients.changeErased(
    email,
    (known) =>
      known.suppression === undefined || known.suppression.isMirrored === true
        ? undefined
        : { ...known, suppression: { ...known.suppression, isMirrored: true } },
    audit,
  );
};

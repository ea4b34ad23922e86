import { recipientKey } from '../platform/address.ts';
import type { Logger } from '../platform/logging.ts';
import type { ListedAddress, MailgunLists } from './mailgun-lists.ts';
import { type Recipient, suppressionOf } from './recipient.ts';
import type { RecipientStore } from './store.ts';
import type { Trail } from './trail.ts';
import { suppress, unsuppress } from './wishes.ts';

export interface SyncDeps {
  recipients: RecipientStore;
  lists: MailgunLists;
  logger: Logger;
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
}

const reasons = { bounces: 'bounce', complaints: 'complaint' } as const;
type SyncedList = keyof typeof reasons;

/** A list at Mailgun that has lost more than this at once was not tended by hand. */
const MOST_LIFTED = 20;

/** What an address needs that only one side lists. */
export type Step =
  | { do: 'take'; list: SyncedList; listed: ListedAddress }
  | { do: 'removeThere' }
  | { do: 'addThere'; list: SyncedList }
  | { do: 'lift' }
  | undefined;

/** Decides what an address needs that Mailgun lists; a removal here is a removal there. */
export const stepForListed = (
  recipient: Recipient | undefined,
  { list, listed }: { list: SyncedList; listed: ListedAddress },
  now: number,
): Step => {
  if (suppressionOf(recipient, now)) return undefined;
  const lifted = recipient?.unsuppressedAt;
  return lifted !== undefined && listed.at <= lifted ? { do: 'removeThere' } : { do: 'take', list, listed };
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

/** Brings our suppressions and Mailgun's lists of bounces and complaints in step. @throws when Mailgun refuses. */
export const syncSuppressions = async (deps: SyncDeps): Promise<SyncReport> => {
  const report: SyncReport = { taken: 0, lifted: 0, added: 0, removed: 0 };
  const trail: Trail = { at: deps.now(), by: 'mailgun', how: 'sync' };
  const there = { bounces: await deps.lists.all('bounces'), complaints: await deps.lists.all('complaints') };
  const here = await ours(deps.recipients);
  for (const list of ['complaints', 'bounces'] as const) {
    for (const [key, listed] of there[list]) {
      if (suppressionOf(here.get(key), trail.at)?.isMirrored === true) continue;
      await follow(deps, report, { email: listed.email, list, listed, trail });
    }
  }
  const unlisted = [...here].filter(([key]) => !there.bounces.has(key) && !there.complaints.has(key));
  const toLift = unlisted.filter(([, recipient]) => stepForUnlisted(recipient, trail.at)?.do === 'lift');
  if (toLift.length > MOST_LIFTED) {
    deps.logger.error('Mailgun lists far fewer addresses than before; none is lifted here', {
      missing: toLift.length,
    });
  }
  for (const [, recipient] of unlisted) {
    const step = stepForUnlisted(recipient, trail.at);
    if (step?.do === 'addThere') {
      await deps.lists.add(step.list, recipient.emailAddress, recipient.suppression?.detail);
      await mirror(deps, recipient.emailAddress, trail);
      report.added += 1;
    }
    if (step?.do === 'lift' && toLift.length <= MOST_LIFTED) {
      await deps.recipients.change(recipient.emailAddress, (known) => unsuppress(known, trail.at), trail);
      report.lifted += 1;
    }
  }
  if (Object.values(report).some((count) => count > 0))
    deps.logger.info('Suppressions are in step', { ...report });
  return report;
};

/** Every suppression of ours by the key of its address. */
const ours = async (recipients: RecipientStore): Promise<Map<string, Recipient>> => {
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
const follow = async (
  deps: SyncDeps,
  report: SyncReport,
  { email, list, listed, trail }: { email: string; list: SyncedList; listed: ListedAddress; trail: Trail },
): Promise<void> => {
  const recipient = await deps.recipients.find(email);
  const step = stepForListed(recipient, { list, listed }, trail.at);
  if (step?.do === 'removeThere') {
    await deps.lists.remove(email);
    report.removed += 1;
    return;
  }
  if (step?.do === 'take') {
    const suppression = { reason: reasons[list], at: listed.at, detail: listed.detail };
    await deps.recipients.change(email, (known) => suppress(known, suppression), trail);
    report.taken += 1;
  }
  await mirror(deps, email, trail);
};

/** Notes that Mailgun lists an address, too. */
const mirror = async (deps: SyncDeps, email: string, trail: Trail): Promise<void> => {
  await deps.recipients.change(
    email,
    (known) =>
      known.suppression === undefined || known.suppression.isMirrored === true
        ? undefined
        : { ...known, suppression: { ...known.suppression, isMirrored: true } },
    trail,
  );
};

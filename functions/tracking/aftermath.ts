import { isErasedAddress } from '../contract/erased-address.ts';
import type { TrackedEvent } from '../mailgun/event.ts';
import { countForDomain, type DomainHealth, domainOf } from '../outbox/flow/domain-health.ts';
import type { AttachmentStore } from '../outbox/message/attachments.ts';
import { type MessageBus, relatedTo } from '../outbox/message/bus-events.ts';
import { removeAttachmentsOf } from '../outbox/message/finish.ts';
import { needsAttachments } from '../outbox/message/message.ts';
import type { SendsTable } from '../outbox/message/store.ts';
import type { Config } from '../platform/config.ts';
import { changeAndAnnounce } from '../preferences/change-and-announce.ts';
import { countSoftBounce, optOut, suppress } from '../preferences/recipient-changes.ts';
import type { Recipient } from '../preferences/recipient.ts';
import type { RecipientStore } from '../preferences/store.ts';
import { announcements } from './announcements.ts';
import { auditOf, optOutsBy, suppressionBy } from './consequences.ts';
import type { StoredFold } from './fold.ts';

export interface AftermathDeps {
  sends: SendsTable;
  stateTable: string;
  recipients: Pick<RecipientStore, 'change' | 'changeErased'>;
  /** How many mails given up for a passing fault suppress a recipient. */
  softBounces: Config['suppression'];
  attachments: AttachmentStore;
  bus: MessageBus;
  now: () => number;
}

/** What follows once events are stored; all of it may happen twice without harm. */
export const aftermath = async (deps: AftermathDeps, folds: readonly StoredFold[]): Promise<void> => {
  await Promise.all(
    folds.flatMap((fold) => fold.events.map(({ event }) => steerRecipient(deps, fold, event))),
  );
  await Promise.all(folds.map((fold) => removeAttachments(deps, fold)));
  await deps.bus.publish(folds.flatMap(announcements));
  await countForDomains(deps, folds);
};

const steerRecipient = async (deps: AftermathDeps, fold: StoredFold, event: TrackedEvent): Promise<void> => {
  const reason = suppressionBy(event);
  const at = event.occurredAt;
  const audit = auditOf(event);
  const isErased = isErasedAddress(fold.before.to.email);
  // Who is meant is whom the message went to; of an erased one only the event knows the address.
  const email = isErased ? event.recipient : fold.before.to.email;
  if (email === undefined) return;
  if (reason !== undefined) {
    const suppression = { reason, at, detail: event.detail };
    const change = isErased ? deps.recipients.changeErased : deps.recipients.change;
    await change(email, (recipient) => suppress(recipient, suppression), audit);
  }
  if (event.failure === 'soft_bounce' && !isErased) {
    await deps.recipients.change(email, (recipient) => countSoftBounce(recipient, at, deps.softBounces), {
      ...audit,
      by: 'service',
      how: 'soft_bounces',
    });
  }
  const switches = optOutsBy(event, fold.before.category);
  if (switches.length === 0) return;
  const decide = (recipient: Recipient) => optOut(recipient, switches, at);
  if (isErased) await deps.recipients.changeErased(email, decide, audit);
  else await changeAndAnnounce(deps, email, { decide, audit, related: relatedTo(fold.after) });
};

/** Tells the bulk lane how receiving domains fare; a count that is lost or doubled does no harm. */
const countForDomains = async (deps: AftermathDeps, folds: readonly StoredFold[]): Promise<void> => {
  const byDomain = new Map<string, DomainHealth>();
  for (const { before, events } of folds) {
    if (before.lane !== 'bulk') continue;
    const domain = domainOf(before.to.email);
    const count = byDomain.get(domain) ?? { deferred: 0, delivered: 0 };
    for (const { event } of events) {
      if (event.type === 'deferred' || event.type === 'delivered') count[event.type] += 1;
    }
    byDomain.set(domain, count);
  }
  const store = { dynamo: deps.sends.dynamo, table: deps.stateTable };
  await Promise.all(
    [...byDomain]
      .filter(([, { deferred, delivered }]) => deferred + delivered > 0)
      .map(([domain, count]) => countForDomain(store, domain, count, deps.now())),
  );
};

/** A delivered or bounced message is never sent again, so its attachments are needed no more. */
const removeAttachments = async (
  deps: AftermathDeps,
  { before, after, again }: StoredFold,
): Promise<void> => {
  const isNews = again || before.life.status !== after.life.status;
  if (needsAttachments(after.life) || !isNews || after.attachmentCount === undefined) return;
  await removeAttachmentsOf(deps, after);
};

import type { ProviderAction } from '../outbox/message/actions.ts';
import { type Category, categoryRules, type OptOutSwitch, optOutSwitches } from '../contract/category.ts';
import type { SuppressionReason } from '../preferences/recipient.ts';
import type { Audit } from '../preferences/audit.ts';
import type { TrackedEvent } from '../mailgun/event.ts';
import type { RawEvent } from '../mailgun/raw-events.ts';
import type { Failure } from '../mailgun/failure.ts';
import type { Reason } from '../contract/message-status.ts';

const failedReasons: Readonly<Record<Exclude<Failure, 'hard_bounce' | 'soft_bounce'>, Reason>> = {
  suppressed_bounce: 'suppressed_bounce',
  suppressed_complaint: 'suppressed_complaint',
  suppressed_unsubscribe: 'opted_out',
};

/** What an event does to its message. `machine` says that software opened or clicked. */
export const actionOf = (event: TrackedEvent, machine: boolean): ProviderAction => {
  const { occurredAt, failure } = event;
  const detail = event.detail ?? '';
  switch (event.type) {
    case 'opened':
    case 'clicked':
      return { type: event.type, occurredAt, machine };
    case 'bounced':
    case 'failed':
      return failure === undefined || failure === 'hard_bounce' || failure === 'soft_bounce'
        ? { type: 'bounced', occurredAt, detail }
        : { type: 'failedAfterSend', occurredAt, reason: failedReasons[failure], detail };
    case 'rejected':
      return { type: 'failedAfterSend', occurredAt, reason: 'rejected', detail };
    case 'accepted':
      return { type: 'accepted', occurredAt, mailgunMessageId: event.mailgunMessageId };
    default:
      return { type: event.type, occurredAt };
  }
};

const suppressions: Readonly<Record<Failure, SuppressionReason | undefined>> = {
  hard_bounce: 'bounce',
  soft_bounce: undefined,
  suppressed_bounce: 'bounce',
  suppressed_complaint: 'complaint',
  suppressed_unsubscribe: undefined,
};

/** Why no mail may go to the recipient any more; undefined when this event is no reason. */
export const suppressionBy = (event: TrackedEvent): SuppressionReason | undefined =>
  event.type === 'complained' ? 'complaint' : event.failure && suppressions[event.failure];

/** What the recipient refuses by this event: the message's category, or all that may be refused for Mailgun's tag `*`. */
export const optOutsBy = (event: TrackedEvent, category: Category): readonly OptOutSwitch[] => {
  // Who follows our own link has refused by then.
  if (event.type !== 'unsubscribed' || event.id === ONE_CLICK_EVENT) return [];
  if (event.tags.includes('*')) return optOutSwitches;
  const { refusedBy } = categoryRules[category];
  return refusedBy === null ? [] : [refusedBy];
};

/** The id of our own event of a one-click link: there is one a day for each message and generation. */
const ONE_CLICK_EVENT = 'one-click';

/** The event of a recipient who followed the link of a mail that refuses its kind. */
export const oneClickEvent = ({
  receivedAt,
  oneClick,
}: Extract<RawEvent, { oneClick: unknown }>): { known: true; event: TrackedEvent } => ({
  known: true,
  event: {
    ...oneClick,
    id: ONE_CLICK_EVENT,
    type: 'unsubscribed',
    occurredAt: receivedAt,
    domains: [],
    isRouted: false,
    tags: [],
    bot: false,
  },
});

/** Who is behind what an event changes of its recipient. */
export const auditOf = ({ occurredAt, messageId }: TrackedEvent): Audit => ({
  at: occurredAt,
  messageId,
  by: 'mailgun',
  how: 'webhook',
});

/** A scanner follows every link it finds, within moments of the delivery; no person does. */
const SCAN_MS = 10_000;

/**
 * Events of one message that software caused: marked so by Mailgun, or opens and clicks right after the delivery
 * among which several links were followed.
 */
export const machineEvents = (
  events: readonly TrackedEvent[],
  deliveredAt: number | undefined,
): ReadonlySet<TrackedEvent> => {
  const early = events.filter(
    (event) =>
      (event.type === 'opened' || event.type === 'clicked') &&
      deliveredAt !== undefined &&
      event.occurredAt - deliveredAt < SCAN_MS,
  );
  const links = new Set(early.filter((event) => event.type === 'clicked').map(({ url }) => url));
  return new Set([...events.filter(({ bot }) => bot), ...(links.size > 1 ? early : [])]);
};

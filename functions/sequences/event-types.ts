/** Events that others put on the bus; the rest are our own. */
export const leadEventTypes = ['lead.qualified', 'lead.updated', 'lead.outcome'] as const;

/** Events that enrol, and that end. */
export const eventTypes = [
  'appointment.updated',
  'appointment.feedback_received',
  'appointment.cancel_requested',
  'appointment.reschedule_requested',
  'conversation.recorded',
  'email.delivered',
  'email.opened',
  'email.clicked',
  'email.replied',
  'email.bounced',
  'email.complained',
  'email.unsubscribed',
  'preferences.changed',
  'sequence.enrolled',
  'sequence.ended',
  ...leadEventTypes,
] as const;
export type EventType = (typeof eventTypes)[number];

/** Events of single mails that are heard where a sequence sent them. */
export const ownMailEventTypes = [
  'email.sent',
  'email.delivered',
  'email.opened',
  'email.clicked',
  'email.skipped',
  'email.failed',
  'email.cancelled',
] as const;

const ownMailTypes: ReadonlySet<string> = new Set(ownMailEventTypes);
/** Whether it is heard of the mails of enrolments alone. */
export const isOfOwnMails = (type: string): boolean => ownMailTypes.has(type);

/** Whether others put it on the bus. */
const isOfOthers = (type: string): boolean => type.startsWith('lead.');

/**
 * Types of our own that are heard whatever the files of today say: enrolments end on the version that they began with,
 * and by its events, when its file has changed or gone.
 */
export const ownEventTypes: readonly string[] = eventTypes.filter(
  (type) => !isOfOthers(type) && !isOfOwnMails(type),
);

/** Events by which a recipient may refuse marketing; whether they do is what is kept of them. */
const refusingTypes: ReadonlySet<string> = new Set([
  'email.unsubscribed',
  'email.complained',
  'email.bounced',
  'preferences.changed',
]);
export const mayRefuse = (type: string): boolean => refusingTypes.has(type);

/** Whether it tells of an enrolment. */
export const isOfSequences = (type: string): boolean => type.startsWith('sequence.');

/** Every type that the room has an answer to. */
export const heardTypes: readonly string[] = [...new Set([...eventTypes, ...ownMailEventTypes])];

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

/** What ends enrolments whatever their sequence says. */
export const endingEventTypes = [
  'email.unsubscribed',
  'email.complained',
  'email.bounced',
  'email.replied',
  'preferences.changed',
] as const;

/** Every type that the room has an answer to. */
export const heardTypes: readonly string[] = [
  ...new Set([...eventTypes, ...ownMailEventTypes, ...endingEventTypes]),
];

/** Whether others put it on the bus. */
export const isOfOthers = (type: string): boolean => type.startsWith('lead.');

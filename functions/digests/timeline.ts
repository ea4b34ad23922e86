import {
  type ActivityEntry,
  type AppointmentEntry,
  type EventEntry,
  type LeadEntry,
  type MailEntry,
  MISSED_AFTER_MS,
  stateAt,
} from '../reps/timeline-entries.ts';

/** What a digest reads of a rep. */
export interface Timeline {
  events: readonly EventEntry[];
  deals: readonly ActivityEntry[];
  leads: readonly LeadEntry[];
  appointments: readonly AppointmentEntry[];
}

/** What a digest tells of: after `from`, until `to`; epoch milliseconds. */
export interface Span {
  from: number;
  to: number;
}

export const isIn = ({ from, to }: Span, at: number): boolean => from < at && at <= to;

export const activitiesIn = (
  { events }: Pick<Timeline, 'events'>,
  span: Span,
  type: ActivityEntry['type'],
): ActivityEntry[] =>
  events.filter((event): event is ActivityEntry => event.type === type && isIn(span, event.at));

export const mailsIn = (
  { events }: Pick<Timeline, 'events'>,
  span: Span,
  fact: MailEntry['fact'],
): MailEntry[] =>
  events.filter(
    (event): event is MailEntry => event.type === 'mail' && event.fact === fact && isIn(span, event.at),
  );

/** Whose a lead is at a moment. */
export const holderAt = ({ holders }: LeadEntry, at: number): string | undefined =>
  stateAt(holders, at)?.repId;

/** The score of a lead at a moment; that of when it was seen first before that. */
export const scoreAt = ({ judged }: LeadEntry, at: number): number =>
  (stateAt(judged, at) ?? judged[0])?.score ?? 0;

export const bandAt = ({ judged }: LeadEntry, at: number): LeadEntry['judged'][number]['band'] =>
  (stateAt(judged, at) ?? judged[0])?.band ?? 'cold';

/** Leads of a rep that were first seen in a time. */
export const newLeadsOf = (leads: readonly LeadEntry[], repId: string, span: Span): LeadEntry[] =>
  leads.filter((lead) => isIn(span, lead.firstSeenAt) && holderAt(lead, span.to) === repId);

/** Leads that are open at a moment, and of which a rep was asked first, with the time that they were. */
export const openAsked = (
  leads: readonly LeadEntry[],
  repId: string,
  at: number,
): { lead: LeadEntry; run: LeadEntry['runs'][number] }[] =>
  leads.flatMap((lead) => {
    const run = stateAt(lead.runs, at);
    const isOpen = stateAt(lead.states, at)?.state === 'open';
    return isOpen && run?.repId === repId ? [{ lead, run }] : [];
  });

export type Promised = LeadEntry['promises'][number];

/** Promises of a rep that stand at a moment, and the leads that they are about. */
export const promisesAt = (
  leads: readonly LeadEntry[],
  repId: string,
  at: number,
): { lead: LeadEntry; promise: Promised }[] =>
  leads.flatMap((lead) =>
    lead.promises
      .filter((one) => one.repId === repId && one.at <= at && (one.endedAt === undefined || one.endedAt > at))
      .map((promise) => ({ lead, promise })),
  );

/** Promises of a rep of which it was seen within a span whether they are kept. */
export const promisesDueIn = (
  leads: readonly LeadEntry[],
  repId: string,
  span: Span,
): { lead: LeadEntry; promise: Promised }[] =>
  leads.flatMap((lead) =>
    lead.promises
      .filter((promise) => promise.repId === repId && isIn(span, promise.by + MISSED_AFTER_MS))
      .map((promise) => ({ lead, promise })),
  );

/** Whether a promise whose time is over was not kept in time. */
export const isMissed = ({ by, endedAt = Infinity }: Promised): boolean => endedAt > by + MISSED_AFTER_MS;

/** The order in which things happened. */
export const byTime = (a: { at: number; id: string }, b: { at: number; id: string }): number =>
  a.at - b.at || (a.id < b.id ? -1 : 1);

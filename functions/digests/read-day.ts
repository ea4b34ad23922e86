import pMap from 'p-map';
import { DAY } from '../platform/clock.ts';
import type { Rep } from '../reps/rep.ts';
import { readTimeline } from '../reps/timeline.ts';
import {
  activityEntrySchema,
  appointmentEntrySchema,
  eventEntrySchema,
  type LeadEntry,
  leadEntrySchema,
} from '../reps/timeline-entries.ts';
import type { ReadDeps } from './deps.ts';
import type { TeamLeads } from './numbers.ts';
import type { Span, Timeline } from './timeline.ts';

/** How far rules look back: calls and mails, and all else. */
const EVENTS_BACK_MS = 56 * DAY;
const BACK_MS = 84 * DAY;
/** A day of any calendar, and the one after it, have begun by then. */
const AHEAD_MS = 4 * DAY;
const AT_ONCE = 10;

type Reading = Pick<ReadDeps, 'dynamo' | 'table'>;

/** What a digest tells a rep of, and what its rules look at: four queries. */
export const readDay = async (deps: Reading, repId: string, { from, to }: Span): Promise<Timeline> => {
  const eventsFrom = Math.min(from, to - EVENTS_BACK_MS);
  const [events, deals, leads, appointments] = await Promise.all([
    readTimeline(deps, repId, 'EVENT', { from: eventsFrom, to: to + 1 }),
    readTimeline(deps, repId, 'DEAL', { to: to + 1 }),
    readLeads(deps, repId, to - BACK_MS),
    readTimeline(deps, repId, 'APPOINTMENT', { from: to - BACK_MS, to: to + AHEAD_MS }),
  ]);
  return {
    events: events.map((item) => eventEntrySchema.parse(item)),
    deals: deals.map((item) => activityEntrySchema.parse(item)),
    leads,
    appointments: appointments.map((item) => appointmentEntrySchema.parse(item)),
  };
};

/** Leads stand by the day of their last change: whatever changed since then. */
const readLeads = async (deps: Reading, repId: string, since: number): Promise<LeadEntry[]> => {
  const from = Math.floor(since / DAY) * DAY;
  return (await readTimeline(deps, repId, 'LEAD', { from })).map((item) => leadEntrySchema.parse(item));
};

/** A day of a member of a team, for its manager: two queries. */
export const readMember = async (
  deps: Reading,
  repId: string,
  { from, to }: Span,
): Promise<Pick<Timeline, 'events' | 'leads'>> => {
  const [events, leads] = await Promise.all([
    readTimeline(deps, repId, 'EVENT', { from, to: to + 1 }),
    readLeads(deps, repId, to - BACK_MS),
  ]);
  return { events: events.map((item) => eventEntrySchema.parse(item)), leads };
};

/** What is read of teams once, however many of them are told of it in one run. */
export interface TeamMemo {
  members: Map<string, Promise<Rep[]>>;
  leads: Map<string, Promise<LeadEntry[]>>;
}
export const makeTeamMemo = (): TeamMemo => ({ members: new Map(), leads: new Map() });

const once = <T>(known: Map<string, Promise<T>>, key: string, read: () => Promise<T>): Promise<T> => {
  const made = known.get(key) ?? read();
  known.set(key, made);
  return made;
};

/** Leads of all who are in the team of a rep: a query for each of them. */
export const readTeamLeads = async (
  deps: Reading & Pick<ReadDeps, 'reps'>,
  rep: Rep,
  { to }: Span,
  memo: TeamMemo = makeTeamMemo(),
): Promise<TeamLeads> => {
  const { teamId } = rep;
  if (teamId === undefined) return { memberIds: [], leads: [] };
  const members = await once(memo.members, teamId, () => deps.reps.membersOf(teamId));
  const memberIds = members.map(({ id }) => id);
  const since = to - BACK_MS;
  const found = await pMap(
    memberIds,
    (id) => once(memo.leads, `${id}#${since}`, () => readLeads(deps, id, since)),
    { concurrency: AT_ONCE },
  );
  // One that was handed over stands with both.
  return { memberIds, leads: [...new Map(found.flat().map((lead) => [lead.id, lead])).values()] };
};

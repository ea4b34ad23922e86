import type { Rep } from '../../functions/reps/rep.ts';
import type {
  ActivityEntry,
  AppointmentEntry,
  LeadEntry,
  MailEntry,
} from '../../functions/reps/timeline-entries.ts';
import type { Looking } from '../../functions/digests/insights/finding.ts';
import type { Timeline } from '../../functions/digests/timeline.ts';
import { DAY } from '../../functions/platform/clock.ts';
import { aRep } from '../leads/fixture.ts';

/** A Tuesday at eight, as the clocks of UTC show it. */
export const SLOT = Date.parse('2027-03-02T08:00:00Z');

export const grace: Rep = aRep('grace', { teamId: 'mid' });

/** A lead of grace that came in the hour before the slot, and of which nothing has come. */
export const aLeadEntry = (id: string, different: Partial<LeadEntry> = {}): LeadEntry => {
  const at = different.firstSeenAt ?? SLOT - 3_600_000;
  return {
    id,
    firstSeenAt: at,
    changedAt: at,
    name: `Lead ${id}`,
    judged: [{ at, score: 50, band: 'cold' }],
    holders: [{ at, repId: 'grace' }],
    states: [{ at, state: 'none' }],
    runs: [],
    promises: [],
    outcomes: [],
    ...different,
  };
};

export const anActivityEntry = (id: string, different: Partial<ActivityEntry> = {}): ActivityEntry => ({
  type: 'call',
  id,
  at: SLOT - 3_600_000,
  ...different,
});

export const aMailEntry = (id: string, different: Partial<MailEntry> = {}): MailEntry => ({
  type: 'mail',
  fact: 'sent',
  id,
  at: SLOT - 3_600_000,
  category: 'marketing',
  template: 'a',
  reader: `reader-${id}`,
  ...different,
});

export const anAppointmentEntry = (
  id: string,
  different: Partial<AppointmentEntry> = {},
): AppointmentEntry => ({
  id,
  startAt: SLOT - DAY,
  kind: 'video',
  states: [{ at: SLOT - 10 * DAY, state: 'booked' }],
  materials: [],
  ...different,
});

export const aTimeline = (different: Partial<Timeline> = {}): Timeline => ({
  events: [],
  deals: [],
  leads: [],
  appointments: [],
  ...different,
});

/** What rules look at: the day before the slot. */
export const looking = (timeline: Partial<Timeline>): Looking => ({
  timeline: aTimeline(timeline),
  team: { memberIds: [], leads: [] },
  rep: grace,
  span: { from: SLOT - DAY, to: SLOT },
  threshold: 70,
});

/** So many of a thing. */
export const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

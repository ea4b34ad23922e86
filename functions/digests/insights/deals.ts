import { medianOf } from '../../platform/median.ts';
import { DAY } from '../../platform/clock.ts';
import type { ActivityEntry, LeadEntry } from '../../reps/timeline-entries.ts';

import { byTime } from '../timeline.ts';
import type { Looking, Rule } from './finding.ts';

/** Stages that end a deal. */
const WON = 'won';
const isOver = (stage: string): boolean => stage === WON || stage === 'lost';

const LEAST_WON = 5;
const STUCK_AFTER_DAYS = 21;
/** Whoever tells of several stages at once says nothing of how long they took. */
const LEAST_DAYS = 1;

/** A deal in a stage, from when until when; the last one has no end. */
interface Stay {
  stage: string;
  from: number;
  until: number | undefined;
}

interface Deal {
  key: string;
  entries: ActivityEntry[];
  stays: Stay[];
}

const dealsUntil = ({ timeline, span: { to } }: Pick<Looking, 'timeline' | 'span'>): Deal[] => {
  const inOrder = timeline.deals.filter(({ at }) => at <= to).sort(byTime);
  return [...Map.groupBy(inOrder, ({ deal, id }) => deal ?? id)].map(([key, entries]) => ({
    key,
    entries,
    stays: staysOf(entries),
  }));
};

const staysOf = (entries: readonly ActivityEntry[]): Stay[] => {
  const stays: Stay[] = [];
  for (const { stage, at } of entries) {
    const last = stays.at(-1);
    if (stage === undefined || last?.stage === stage) continue;
    if (last !== undefined) last.until = at;
    stays.push({ stage, from: at, until: undefined });
  }
  return stays;
};

/** After how many days in a stage a deal is stuck: twice what won deals took, as far as enough of them are known. */
const usualDays = (deals: readonly Deal[], stage: string): number => {
  const won = deals.filter(({ stays }) => stays.at(-1)?.stage === WON);
  const days = won.flatMap(({ stays }) => {
    const here = stays.filter((stay) => stay.stage === stage);
    // However often it came back to it.
    const sum = here.reduce((total, { from, until = from }) => total + (until - from), 0);
    return here.length === 0 ? [] : sum / DAY;
  });
  if (days.length < LEAST_WON) return STUCK_AFTER_DAYS;
  return Math.max(LEAST_DAYS, 2 * (medianOf(days) ?? 0));
};

/** Deals that stay in their stage for longer than such deals do, the largest first. */
export const dealStuck: Rule<'deal_stuck'> = (looking) => {
  const deals = dealsUntil(looking);
  const { to } = looking.span;
  return deals
    .flatMap(({ key, entries, stays }) => {
      const stay = stays.at(-1);
      if (stay === undefined || isOver(stay.stage)) return [];
      const days = (to - stay.from) / DAY;
      const limit = usualDays(deals, stay.stage);
      if (days < limit) return [];
      const value = entries.findLast((entry) => entry.value !== undefined)?.value;
      return [{ key, entries, stage: stay.stage, days, limit, amount: value?.amount ?? 0 }];
    })
    .sort((a, b) => b.amount - a.amount || b.days - a.days)
    .map(({ key, entries, stage, days, limit }) => ({
      rule: 'deal_stuck' as const,
      about: key,
      strength: Math.floor(days / Math.max(1, limit)),
      evidence: { days: Math.floor(days), usualDays: Math.round(limit) },
      facts: {
        title: titleOf(looking.timeline.leads, entries),
        lead: leadOf(looking.timeline.leads, entries),
        stage,
        days: Math.floor(days),
        usual: Math.round(limit),
      },
    }));
};

/** What a deal is called; what is about a lead that is not at hand may be of somebody whom nobody could forget. */
const titleOf = (leads: readonly LeadEntry[], entries: readonly ActivityEntry[]): string | undefined => {
  const isAboutOther =
    entries.some(({ leadId }) => leadId !== undefined) && leadOf(leads, entries) === undefined;
  return isAboutOther ? undefined : entries.findLast(({ title = '' }) => title.trim() !== '')?.title;
};

const leadOf = (leads: readonly LeadEntry[], entries: readonly ActivityEntry[]): LeadEntry | undefined => {
  const ids = new Set(entries.flatMap(({ leadId }) => leadId ?? []));
  return leads.find(({ id }) => ids.has(id));
};

import pMap from 'p-map';
import type { EmailState, Outbox } from '../outbox/outbox.ts';
import { parseDuration } from '../platform/duration.ts';
import { recentSpan } from '../platform/recent-span.ts';
import { linkHash, type ReminderFact, type ReminderFactStore } from './reminder-facts.ts';

/** How many of those who did, or did not, open their reminder were not there; a share of few says nothing. */
export interface NoShowRate {
  n: number;
  rate: number | null;
}

/** What became of the reminders of one offset and kind; each counts once. */
export interface ReminderFigures {
  offset: string;
  kind: ReminderFact['kind'];
  sent: number;
  delivered: number;
  opened: number;
  joinClicked: number;
  leftOut: number;
  kept: number;
  cancelled: number;
  moved: number;
  noShow: number;
  pending: number;
  noShowRate: { opened: NoShowRate; notOpened: NoShowRate };
}

export interface ReportDeps {
  facts: Pick<ReminderFactStore, 'eachOf'>;
  outbox: Pick<Outbox, 'find' | 'read'>;
  now: () => number;
}

/** Fewer are no share of anything. */
const FEWEST = 10;
const AT_ONCE = 10;

/** Counters of one offset and kind; of those that are decided, whether they were opened. */
type Counts = Omit<ReminderFigures, 'noShowRate'> & {
  decided: Record<'opened' | 'notOpened', { n: number; noShow: number }>;
};

/** Reminders by offset and kind, by the day (of UTC) on which they were due. @throws ServiceError `invalid`. */
export const reminderReport = async (
  deps: ReportDeps,
  asked: { from?: number | undefined; to?: number | undefined },
): Promise<{ from: number; to: number; items: ReminderFigures[] }> => {
  const span = recentSpan(asked, deps.now());
  const groups = new Map<string, Counts>();
  for await (const facts of deps.facts.eachOf(span)) {
    const emails = await deps.outbox.find(facts.flatMap(({ emailId }) => emailId ?? []));
    const joined = await joinClicks(deps, facts, emails);
    for (const fact of facts) {
      const key = `${fact.offset} ${fact.kind}`;
      const counts = groups.get(key) ?? noCounts(fact);
      groups.set(key, counts);
      count(counts, fact, emails.get(fact.emailId ?? ''), joined.has(fact.emailId ?? ''));
    }
  }
  return { ...span, items: [...groups.values()].sort(byKindAndOffset).map(figuresOf) };
};

/** Of a kind those that came first are first. */
const byKindAndOffset = (one: Counts, other: Counts): number =>
  one.kind.localeCompare(other.kind) || lengthOf(other.offset) - lengthOf(one.offset);

const lengthOf = (offset: string): number => parseDuration(offset) ?? 0;

/** E-mails of which a person clicked the link to join. */
const joinClicks = async (
  deps: ReportDeps,
  facts: readonly ReminderFact[],
  emails: ReadonlyMap<string, EmailState>,
): Promise<Set<string>> => {
  const clicked = facts.filter(({ emailId = '' }) => emails.get(emailId)?.clickedAt !== undefined);
  const joined = await pMap(
    clicked,
    async ({ emailId = '', joinHash }) => {
      const { timeline = [] } = await deps.outbox.read(emailId);
      const isJoin = timeline.some(
        ({ type, machine, url }) =>
          type === 'clicked' && machine !== true && joinHash !== undefined && linkHash(url) === joinHash,
      );
      return isJoin ? [emailId] : [];
    },
    { concurrency: AT_ONCE },
  );
  return new Set(joined.flat());
};

const noCounts = ({ offset, kind }: ReminderFact): Counts => ({
  offset,
  kind,
  sent: 0,
  delivered: 0,
  opened: 0,
  joinClicked: 0,
  leftOut: 0,
  kept: 0,
  cancelled: 0,
  moved: 0,
  noShow: 0,
  pending: 0,
  decided: { opened: { n: 0, noShow: 0 }, notOpened: { n: 0, noShow: 0 } },
});

const notSent: ReadonlySet<string> = new Set(['skipped', 'cancelled', 'failed']);

const count = (
  counts: Counts,
  { fate, isCustomers }: ReminderFact,
  email: EmailState | undefined,
  isJoined: boolean,
): void => {
  if (email === undefined || notSent.has(email.status)) {
    counts.leftOut += 1;
    return;
  }
  counts.sent += 1;
  if (email.deliveredAt !== undefined) counts.delivered += 1;
  if (email.openedAt !== undefined) counts.opened += 1;
  if (isJoined) counts.joinClicked += 1;
  switch (fate) {
    case undefined:
      counts.pending += 1;
      return;
    case 'cancelled':
      counts.cancelled += 1;
      return;
    case 'moved':
      counts.moved += 1;
      return;
    case 'kept':
    case 'no_show': {
      if (isCustomers) addDecided(counts, fate, email);
      counts[fate === 'kept' ? 'kept' : 'noShow'] += 1;
    }
  }
};

const addDecided = ({ decided }: Counts, fate: 'kept' | 'no_show', { openedAt }: EmailState): void => {
  const group = decided[openedAt === undefined ? 'notOpened' : 'opened'];
  group.n += 1;
  if (fate === 'no_show') group.noShow += 1;
};

const rateOf = ({ n, noShow }: { n: number; noShow: number }): NoShowRate => ({
  n,
  rate: n < FEWEST ? null : noShow / n,
});

const figuresOf = ({ decided, ...figures }: Counts): ReminderFigures => ({
  ...figures,
  noShowRate: { opened: rateOf(decided.opened), notOpened: rateOf(decided.notOpened) },
});

import pMap from 'p-map';
import type { Outbox } from '../../outbox/outbox.ts';
import type { Dynamo } from '../../platform/dynamo.ts';
import { HOUR } from '../../platform/clock.ts';
import { totalsByCategory } from '../../contract/counter-totals.ts';
import type { RecipientStore } from '../../preferences/store.ts';
import type { AlertRecord, AlertStore } from '../alert-store.ts';
import { type Fact, type FactStore, nameOf } from '../fact-store.ts';
import { alertsByGroup, type WeekRead } from './week.ts';

export interface ReadWeekDeps {
  alerts: AlertStore;
  facts: FactStore;
  outbox: Pick<Outbox, 'deadLetters'>;
  recipients: Pick<RecipientStore, 'suppressed'>;
  /** Of the counters. */
  dynamo: Dynamo;
  stateTable: string;
}

/** A week, and the one before; epoch milliseconds, the ends excluded. */
export interface WeekSpan {
  before: number;
  from: number;
  to: number;
}

/** Reads what a report tells of. It counts by whole hours. */
export const readWeek = async (deps: ReadWeekDeps, { before, from, to }: WeekSpan): Promise<WeekRead> => {
  const counters = { dynamo: deps.dynamo, table: deps.stateTable };
  const hour = (at: number): number => Math.floor(at / HOUR) * HOUR;
  const totalsOf = (span: { from: number; to: number }) =>
    totalsByCategory(counters, { from: hour(span.from), to: hour(span.to) - 1 });
  const [totals, earlier, suppressed, deadLetters, facts, going] = await Promise.all([
    totalsOf({ from, to }),
    totalsOf({ from: before, to: from }),
    suppressedIn(deps.recipients, { from, to }),
    deps.outbox.deadLetters(),
    factsIn(deps.facts, { from: hour(from), to: hour(to) }),
    goingOn(deps.alerts),
  ]);
  const named = alertsByGroup(facts).slice(0, MOST_NAMED);
  const records = await pMap(named, ({ groupId }) => deps.alerts.find(groupId), { concurrency: 10 });
  const titles = new Map(records.flatMap((record) => (record ? [[record.id, record.title] as const] : [])));
  return { from, to, totals, before: earlier, suppressed, deadLetters, facts, titles, going };
};

/** A report names fewer. */
const MOST_NAMED = 50;
/** Alerts that go on and are named, and looked at for it. */
const MOST_GOING = 100;
const PAGE = 200;

const suppressedIn = async (
  recipients: ReadWeekDeps['recipients'],
  { from, to }: { from: number; to: number },
): Promise<WeekRead['suppressed']> => {
  const counts = { bounce: 0, complaint: 0, manual: 0 };
  let after: string | undefined;
  for (;;) {
    const page = await recipients.suppressed({ limit: PAGE, after });
    for (const { suppression } of page.recipients)
      if (suppression !== undefined && suppression.at >= from && suppression.at < to)
        counts[suppression.reason] += 1;
    // The latest first.
    const oldest = page.recipients.at(-1)?.suppression?.at ?? 0;
    if (page.next === undefined || oldest < from) return counts;
    after = page.next;
  }
};

const factsIn = async (facts: FactStore, span: { from: number; to: number }): Promise<Fact[]> => {
  const found: Fact[] = [];
  const names = new Set<string>();
  for await (const page of facts.each(span))
    for (const fact of page) {
      // What was told again after midnight stands on another day, too.
      const name = fact.type === 'alerts' ? undefined : nameOf(fact);
      if (name === undefined || !names.has(name)) found.push(fact);
      if (name !== undefined) names.add(name);
    }
  return found;
};

const goingOn = async (alerts: AlertStore): Promise<AlertRecord[]> => {
  const found: AlertRecord[] = [];
  for await (const page of alerts.eachGoing()) {
    found.push(...page.filter(({ group }) => group.state === 'told' && group.isLasting));
    if (found.length >= MOST_GOING) break;
  }
  return found.slice(0, MOST_GOING);
};

import { ownAlertEvent } from '../bus/own-alerts.ts';
import { HOUR } from '../platform/clock.ts';
import { nextLocalTime } from '../platform/local-time.ts';
import { sendAll } from '../platform/queue.ts';
import { clockId } from '../reps/digest-clocks.ts';
import type { Rep } from '../reps/rep.ts';
import type { DigestClock } from './clocks.ts';
import type { PlanDeps } from './deps.ts';
import type { DueDigests } from './send-due.ts';
import { lastSlot } from './slot.ts';

/** Reps that one message of the queue is about: those of a team together, so that it is read once for them. */
const REPS_A_MESSAGE = 10;
const REPS_A_PAGE = 200;

/** The timer's name of an hour on the clocks of a zone. */
const timerOf = (id: string, dueAt: number) => ({ kind: 'digests', id, dueAt });

const clockOf = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;

/**
 * Does what is due of an hour on the clocks of a zone: hands its digests to the queue, and plans the next time. Twice, it
 * hands them over twice, and each is sent once. What is too late is left out.
 */
export const workClock = async (deps: PlanDeps, id: string): Promise<void> => {
  const now = deps.now();
  const clock = await deps.clocks.find(id);
  if (clock === undefined || clock.nextDueAt > now) return;
  const slotAt = dueSlot(clock, now, deps.rules);
  if (slotAt !== undefined) {
    const isUsed = await fanOut(deps, id, slotAt);
    // A rep is put a moment after their hour was.
    if (!isUsed && clock.usedAt < now - HOUR) return deps.clocks.retire(id, clock);
  }
  await leaveOutLate(deps, id, clock);
  const next = nextLocalTime(slotAt ?? now, clock.timezone, clockOf(clock.hour));
  await deps.timers.plan(timerOf(id, next));
  await deps.clocks.planNext(id, clock, next);
};

/** Says that the digests of a planned slot are too late, where anybody was to have one. */
const leaveOutLate = async (
  deps: PlanDeps,
  id: string,
  { slotAt, timezone, hour }: DigestClock,
): Promise<void> => {
  if (slotAt === undefined || slotAt >= deps.now() - deps.rules.maxLateMs) return;
  const due = await repsOf(deps, id);
  if (!due.some((rep) => lastSlot(rep, slotAt)?.at === slotAt)) return;
  deps.metrics.addMetric('DigestsLeftOut', 'Count', 1);
  deps.logger.error('Digests are left out: they are too late', { timezone, hour, slotAt });
  await deps.bus.publish([ownAlertEvent({ kind: 'digest_late', id: `${id}/${slotAt}` })]);
};

/** The slot that is to be sent now; undefined where those that were due are too late. */
const dueSlot = (
  { slotAt, nextDueAt, timezone, hour }: DigestClock,
  now: number,
  { maxLateMs }: PlanDeps['rules'],
): number | undefined => {
  const oldest = now - maxLateMs;
  const next = nextLocalTime(Math.max(slotAt ?? nextDueAt, oldest) - 1, timezone, clockOf(hour));
  return next <= now ? next : undefined;
};

/**
 * Hands the digests of a slot to the queue: of reps whose hour it is, and of those of them who lead a team. Answers whether there are any.
 */
const fanOut = async (deps: PlanDeps, id: string, slotAt: number): Promise<boolean> => {
  const leaders = new Set((await deps.reps.listTeams()).flatMap(({ managerId }) => managerId ?? []));
  const due = await repsOf(deps, id);
  const leading = due.filter((rep) => leaders.has(rep.id));
  const bodies: DueDigests[] = [
    ...inMessages(due).map((repIds) => ({ kind: 'rep' as const, slotAt, repIds })),
    // A team is read for each of its managers by itself.
    ...leading.map((rep) => ({ kind: 'team' as const, slotAt, repIds: [rep.id] })),
  ];
  if (bodies.length > 0) await sendAll(deps.sqs, deps.queueUrl, bodies);
  return due.length > 0;
};

const repsOf = async ({ reps }: Pick<PlanDeps, 'reps'>, id: string): Promise<Rep[]> => {
  const found: Rep[] = [];
  let after: string | undefined;
  do {
    const page = await reps.listReps({ limit: REPS_A_PAGE, after });
    found.push(...page.items.filter((rep) => rep.digest.enabled && clockId(rep) === id));
    after = page.next;
  } while (after !== undefined);
  return found;
};

const inMessages = (reps: readonly Rep[]): string[][] => {
  const ids = reps.toSorted((a, b) => ((a.teamId ?? '') < (b.teamId ?? '') ? -1 : 1)).map((rep) => rep.id);
  return Array.from({ length: Math.ceil(ids.length / REPS_A_MESSAGE) }, (_, i) =>
    ids.slice(i * REPS_A_MESSAGE, (i + 1) * REPS_A_MESSAGE),
  );
};

import type { BusEvent } from '../../functions/bus/bus.ts';
import { makeActivityStore } from '../../functions/activities/store.ts';
import { recordActivities } from '../../functions/activities/record.ts';
import type { Activity } from '../../functions/activities/activity.ts';
import { makeClockStore } from '../../functions/digests/clocks.ts';
import { digestConfigOf } from '../../functions/digests/config.ts';
import type { DigestDeps, PlanDeps } from '../../functions/digests/deps.ts';
import { workClock } from '../../functions/digests/plan.ts';
import { makeDigestRecords } from '../../functions/digests/records.ts';
import { type DueDigests, sendDue } from '../../functions/digests/send-due.ts';
import { checkConfig } from '../../functions/app-config.ts';
import type { Message } from '../../functions/outbox/message/message.ts';
import { makeOutbox } from '../../functions/outbox/outbox.ts';
import { DAY, MINUTE } from '../../functions/platform/clock.ts';
import { makePersonPointers } from '../../functions/platform/person-pointers.ts';
import { dueClocks } from '../../functions/reps/digest-clocks.ts';
import type { Rep, Team } from '../../functions/reps/rep.ts';
import { makeRepStore } from '../../functions/reps/store.ts';
import { sqsClientOf, makeMemoryQueue } from '../simulation/memory-sqs.ts';
import { memoryOutbox } from '../outbox/memory-outbox.ts';

/** Digests over tables, queues and an outbox in memory; a run ends at its so many-th call after `endIn`. */
export const digestRoom = async (startsAt: number, { reps, teams = [] }: { reps: Rep[]; teams?: Team[] }) => {
  let now = startsAt;
  let callsLeft: number | undefined;
  let queries = 0;
  const outbox = await memoryOutbox(
    [],
    () => now,
    (name) => {
      if (name === 'QueryCommand') queries += 1;
      if (callsLeft === undefined) return;
      callsLeft -= 1;
      if (callsLeft < 0) throw new Error('crashed');
    },
  );
  const { dynamo } = outbox.deps.sends;
  const table = 'activity';
  const config = checkConfig({}, 'app.yaml');
  const store = makeRepStore(dynamo, table, () => now);
  for (const rep of reps) await store.putRep(rep);
  for (const team of teams) await store.putTeam(team);
  const published: BusEvent[] = [];
  const bus = {
    publish: (events: readonly BusEvent[]) => Promise.resolve(void published.push(...events)),
  };
  const common = { bus, reps: store, rules: digestConfigOf(config), now: () => now };
  const deps: DigestDeps = {
    ...common,
    dynamo,
    table,
    records: makeDigestRecords(dynamo, table),
    recipients: outbox.deps.recipients,
    config,
    outbox: makeOutbox(outbox.deps),
    named: makePersonPointers(dynamo, table, 'DIGEST'),
    logger: outbox.deps.logger,
    metrics: outbox.deps.metrics,
  };
  const queue = makeMemoryQueue({
    visibilityMs: MINUTE,
    maxReceives: 9,
    chance: () => 0,
    doubles: 0,
    deadLetter: () => undefined,
  });
  const sqs = sqsClientOf(
    (effect) => Promise.resolve().then(effect),
    () => queue,
    () => now,
  );
  const received = (): DueDigests[] => {
    const records = queue.receive(10_000, now);
    queue.remove(records);
    return records.map(({ body }) => JSON.parse(body) as DueDigests);
  };
  const planned: number[] = [];
  const plan: PlanDeps = {
    ...common,
    clocks: makeClockStore(dynamo, table),
    timers: {
      plan: ({ dueAt }) => Promise.resolve(void planned.push(dueAt)),
      cancel: () => Promise.resolve(),
    },
    sqs,
    queueUrl: 'digests',
    logger: deps.logger,
    metrics: deps.metrics,
  };
  const activities = { activities: makeActivityStore(dynamo, table, 400), now: () => now };
  const due = dueClocks(dynamo, table);
  /** Hours that are due by now. */
  const clocksDue = async (): Promise<string[]> => {
    const ids: string[] = [];
    for await (const page of due.each({ from: 0, to: now })) ids.push(...page.map(({ id }) => id));
    return ids;
  };
  return {
    deps,
    plan,
    planned,
    published,
    received,
    counts: outbox.counts,
    items: outbox.items,
    now: () => now,
    queries: () => queries,
    moveTo: (at: number): void => {
      now = at;
    },
    endIn: (calls: number | undefined): void => {
      callsLeft = calls;
    },
    setRep: (rep: Rep) => store.putRep(rep),
    tell: (told: readonly Activity[]) => recordActivities(activities, told, { endsAt: now + DAY }),
    clocksDue,
    work: async (): Promise<void> => {
      for (const id of await clocksDue()) await workClock(plan, id);
    },
    /** Works on what the queue has got. */
    send: async (): Promise<unknown[]> => {
      const failures: unknown[] = [];
      for (const message of received()) failures.push(...(await sendDue(deps, message)));
      return failures;
    },
    sendDue: (due: DueDigests) => sendDue(deps, due),
    /** Mails by whom they go to, and when they were asked for. */
    mails: () =>
      outbox
        .items('sends')
        .flatMap((item) => ('life' in item && 'to' in item ? [item as unknown as Message] : []))
        .map(({ to, template, createdAt }) => ({ to: to.email, template, at: createdAt })),
  };
};

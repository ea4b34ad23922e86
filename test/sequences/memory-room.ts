import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { sequenceConfigOf } from '../../functions/sequences/config.ts';
import type { Definitions } from '../../functions/sequences/definition.ts';
import type { SequenceDeps } from '../../functions/sequences/deps.ts';
import { makeEnrollmentStore } from '../../functions/sequences/enrollment-store.ts';
import type { Enrollment } from '../../functions/sequences/enrollment.ts';
import { enrollmentOf } from '../../functions/sequences/enrollment-item.ts';
import { makeFactsStore } from '../../functions/sequences/facts-store.ts';
import { hear } from '../../functions/sequences/hear.ts';
import { advance } from '../../functions/sequences/advance.ts';
import { dueEnrollments } from '../../functions/sequences/keys.ts';
import { makeTurnStore } from '../../functions/sequences/turn-store.ts';
import { makeVersionStore } from '../../functions/sequences/version-store.ts';
import type { Recipient } from '../../functions/preferences/recipient.ts';
import { makeOutbox } from '../../functions/outbox/outbox.ts';
import type { Action } from '../../functions/outbox/message/actions.ts';
import type { Message } from '../../functions/outbox/message/message.ts';
import { apply } from '../../functions/outbox/message/store.ts';
import { HOUR, MINUTE } from '../../functions/platform/clock.ts';
import { sweepDue } from '../../functions/timers/sweep-due.ts';
import { parseSequence } from '../../lib/read-sequences.ts';
import { endingOutbox } from '../outbox/memory-outbox.ts';
import { silentLogger } from '../simulation/world.ts';

/** Sequences as their files would say them. */
export const definitionsOf = (sources: Readonly<Record<string, string>>): Definitions =>
  Object.fromEntries(
    Object.entries(sources).map(([name, source]) => [name, parseSequence(source, `sequences/${name}.yaml`)]),
  );

/** The room with tables, an outbox and a bus in memory; `endIn` has functions end at their so many-th call from then on. */
export const memoryRoom = async (startsAt: number, sources: Readonly<Record<string, string>>) => {
  const ending = await endingOutbox(startsAt);
  const { memory, messages, now } = ending;
  const { dynamo } = memory.deps.sends;
  const { config } = memory.deps;
  const table = 'activity';
  const published: { detailType: string; detail: Record<string, unknown> }[] = [];
  const due = dueEnrollments(dynamo, table);
  const deps: SequenceDeps = {
    definitions: definitionsOf(sources),
    enrollments: makeEnrollmentStore(dynamo, table, 400),
    versions: makeVersionStore(dynamo, table),
    facts: makeFactsStore(dynamo, table),
    turns: makeTurnStore(dynamo, table),
    outbox: makeOutbox(memory.deps),
    recipients: memory.deps.recipients,
    templates: memory.deps.templates,
    timers: { plan: () => Promise.resolve(), cancel: () => Promise.resolve() },
    bus: { publish: (events) => Promise.resolve(void published.push(...events)) },
    config,
    rules: sequenceConfigOf(config),
    logger: silentLogger(),
    metrics: memory.deps.metrics,
    newId: () => `enr_${published.length}_${now()}`,
    now,
  };
  const enrollments = (): Enrollment[] =>
    memory
      .items(table)
      .flatMap((item) => ('sequence' in item && 'history' in item ? [enrollmentOf(item)] : []));
  const change = async (email: string, news: Partial<Recipient>): Promise<void> => {
    await memory.deps.recipients.change(email, (recipient) => ({ ...recipient, ...news }), {
      at: now(),
      by: 'client',
      how: 'api',
    });
  };
  const happen = async (message: Message, ...actions: Action[]): Promise<void> => {
    for (const action of actions) {
      const fresh = messages().find(({ id }) => id === message.id) ?? message;
      await apply(memory.deps.sends, fresh, action, { now: now() });
    }
  };
  const delivered: { message: Message; at: number }[] = [];
  return {
    ...ending,
    deps,
    published,
    enrollments,
    happen,
    delivered,
    hear: (type: string, detail: Record<string, unknown>, at = now()) => hear(deps, type, { detail, at }),
    /** Somebody who has agreed to marketing. */
    agree: (email: string) =>
      change(email, { consent: { marketing: { basis: 'express', source: 'chat', at: startsAt - HOUR } } }),
    /** What is kept of a recipient changes, and nobody is told. */
    change,
    /** What the bus tells of a mail. */
    told: ({ id, to, metadata }: Message) => ({ id, recipient: to.email, metadata }),
    dynamo,
    table,
    /** The outbox keeps nothing any more of what it knew. */
    retire: async (): Promise<void> => {
      for (const { pk, sk } of memory.items('sends'))
        await dynamo.send(new DeleteCommand({ TableName: 'sends', Key: { pk, sk } }));
    },
    deliver: async (): Promise<void> => {
      for (const message of messages()) {
        if (message.life.status !== 'queued') continue;
        delivered.push({ message, at: now() });
        await happen(
          message,
          { type: 'claim', token: 't', leaseUntil: now() + MINUTE, recoveredAt: 0 },
          { type: 'sent', mailgunMessageId: `<${message.id}>` },
        );
      }
    },
    sweep: () => sweepDue({ due, logger: silentLogger(), now }, now() + HOUR, ({ id }) => advance(deps, id)),
  };
};
export type MemoryRoom = Awaited<ReturnType<typeof memoryRoom>>;

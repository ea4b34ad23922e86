import { appointmentConfigOf } from '../../functions/appointments/config.ts';
import type { AppointmentDeps } from '../../functions/appointments/deps.ts';
import { dueAppointments } from '../../functions/appointments/keys.ts';
import { makeLedgerStore } from '../../functions/appointments/ledger-store.ts';
import type { ListDeps } from '../../functions/appointments/list.ts';
import { makeReminderFactStore } from '../../functions/appointments/reminder-facts.ts';
import { makeAppointmentStore } from '../../functions/appointments/store.ts';
import type { SweepDeps } from '../../functions/appointments/sweep.ts';
import { makeNoticeStore } from '../../functions/notify/notice-store.ts';
import { findBody } from '../../functions/outbox/message/body-store.ts';
import type { Message } from '../../functions/outbox/message/message.ts';
import { apply, findMessage } from '../../functions/outbox/message/store.ts';
import { makeOutbox } from '../../functions/outbox/outbox.ts';
import { repSchema } from '../../functions/reps/rep.ts';
import { makeRepStore } from '../../functions/reps/store.ts';
import { MINUTE } from '../../functions/platform/clock.ts';
import { endingOutbox } from '../outbox/memory-outbox.ts';
import { silentLogger } from '../simulation/world.ts';

/** The room with tables, an outbox and a bus in memory; `endIn` has functions end at their so many-th call from then on. */
export const memoryRoom = async (startsAt: number) => {
  const ending = await endingOutbox(startsAt);
  const { memory, messages, now } = ending;
  const { dynamo } = memory.deps.sends;
  const { config } = memory.deps;
  const published: { detailType: string; detail: Record<string, unknown> }[] = [];
  const timers = new Map<string, number>();
  let tokens = 0;
  const reps = makeRepStore(dynamo, 'activity');
  await reps.putRep(
    repSchema.parse({
      id: 'grace',
      name: 'Grace Hopper',
      email: 'grace@acme.example',
      timezone: 'Europe/Berlin',
    }),
  );
  const table = 'activity';
  const deps: SweepDeps & ListDeps = {
    dynamo,
    table,
    due: dueAppointments(dynamo, table),
    appointments: makeAppointmentStore(dynamo, table, 400),
    ledgers: makeLedgerStore(dynamo, table, 400),
    facts: makeReminderFactStore(dynamo, table, 400),
    notices: makeNoticeStore(dynamo, table, 400),
    outbox: makeOutbox(memory.deps),
    recipients: memory.deps.recipients,
    reps,
    timers: {
      plan: ({ id, dueAt }) => Promise.resolve(void timers.set(id, dueAt)),
      cancel: ({ id }) => Promise.resolve(void timers.delete(id)),
    },
    bus: { publish: (events) => Promise.resolve(void published.push(...events)) },
    linkKeys: () => Promise.resolve({ current: 'k1', k1: 'a key of the ring' }),
    baseUrl: 'https://mail.example.com',
    config,
    rules: appointmentConfigOf(config),
    tz: '2026c',
    newToken: () => `lease_${(tokens += 1)}`,
    logger: silentLogger(),
    metrics: memory.deps.metrics,
    now,
  };
  /** What has left, as its reader has it, in the order in which it did. */
  const delivered: {
    message: Message;
    sequence: number | undefined;
    uid: string | undefined;
    method: string | undefined;
    data: Record<string, unknown>;
  }[] = [];
  const deliver = async (isWanted: (message: Message) => boolean = () => true): Promise<void> => {
    for (const message of messages().sort((a, b) => a.createdAt - b.createdAt)) {
      if (message.life.status !== 'queued' || !isWanted(message)) continue;
      const claim = { type: 'claim' as const, token: 't', leaseUntil: now() + MINUTE, recoveredAt: 0 };
      const claimed = await apply(memory.deps.sends, message, claim, { now: now() });
      if (!claimed.changed) continue;
      await apply(
        memory.deps.sends,
        claimed.message,
        { type: 'sent', mailgunMessageId: `<${message.id}>` },
        { now: now() },
      );
      const body = await findBody(memory.deps.sends, message);
      const { content, method } = body?.calendar ?? {};
      delivered.push({
        message,
        method,
        sequence: content === undefined ? undefined : Number(/SEQUENCE:(\d+)/.exec(content)?.[1]),
        uid: content === undefined ? undefined : /UID:(\S+)/.exec(content)?.[1],
        data: body?.content.kind === 'template' ? body.content.data : {},
      });
    }
  };
  return {
    ...ending,
    items: memory.items,
    deps: deps satisfies AppointmentDeps,
    putRep: reps.putRep,
    published,
    timers,
    delivered,
    deliver,
    statusOf: async (id: string) => (await findMessage(memory.deps.sends, id))?.life.status,
  };
};

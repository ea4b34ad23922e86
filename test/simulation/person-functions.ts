import { takeEvent } from '../../functions/bus/take-event.ts';
import { makeSeenEvents } from '../../functions/bus/seen-events-store.ts';
import { complete, type CompleteDeps } from '../../functions/conversations/complete.ts';
import { summaryConfigOf } from '../../functions/conversations/config.ts';
import { conversationsOfPerson } from '../../functions/conversations/personal-data.ts';
import { makeConversationStore } from '../../functions/conversations/store.ts';
import { takeCompleted } from '../../functions/conversations/take-completed.ts';
import { makeNoticeStore } from '../../functions/notify/notice-store.ts';
import { makeOutbox } from '../../functions/outbox/outbox.ts';
import { emailsOfPerson } from '../../functions/outbox/personal-data.ts';
import { SECOND } from '../../functions/platform/clock.ts';
import { recipientData } from '../../functions/preferences/personal-data.ts';
import { erasePerson } from '../../functions/privacy/erase.ts';
import { refuse } from '../../functions/recipient-pages/one-click.ts';
import { makeRepStore } from '../../functions/reps/store.ts';
import { common, type FunctionSetup, logger } from './functions.ts';
import type { Run } from './turns.ts';
import { makeClients, TABLES, type World } from './world.ts';

const roomsOf = (world: World, run: Run) => {
  const clients = makeClients(world, run);
  const accept = common(world, clients);
  const days = world.config.retention.messages_days;
  const conversations: CompleteDeps = {
    outbox: makeOutbox(accept),
    recipients: clients.recipients,
    reps: makeRepStore(clients.dynamo, TABLES.activity),
    conversations: makeConversationStore(clients.dynamo, TABLES.activity, days),
    notices: makeNoticeStore(clients.dynamo, TABLES.activity, days),
    bus: clients.businessBus,
    config: world.config,
    summaries: summaryConfigOf(world.config),
    now: world.now,
  };
  return { clients, accept, conversations };
};

/** A failed event comes again, as `oneByOne` has it. */
const events: FunctionSetup['start'] = (world, run) => {
  const { clients, accept, conversations } = roomsOf(world, run);
  const deps = {
    bus: clients.businessBus,
    seen: makeSeenEvents(clients.dynamo, TABLES.activity, 'conversations'),
    logger,
    metrics: accept.metrics,
    now: world.now,
    features: { 'conversation.completed': takeCompleted.bind(undefined, conversations) },
  };
  return async ({ records }) => {
    const kept: string[] = [];
    for (const { messageId, body } of records) {
      await takeEvent(deps, body).catch(() => kept.push(messageId));
    }
    return { kept };
  };
};

const conversationsApi: FunctionSetup['start'] = (world, run) => {
  const { conversations } = roomsOf(world, run);
  return async ({ request }) => {
    if (request?.kind !== 'complete') throw new Error('This function does nothing else');
    const audit = { at: world.now(), by: 'client', how: 'api', client: 'simulation' } as const;
    await complete(conversations, request.id, request.conversation, { audit });
    return { answer: { kind: 'done' } };
  };
};

const recipientPages: FunctionSetup['start'] = (world, run) => {
  const { clients, conversations } = roomsOf(world, run);
  const deps = { ...clients, emails: conversations.outbox, bus: clients.businessBus, now: world.now };
  return async ({ request }) => {
    if (request?.kind !== 'unsubscribe') throw new Error('This function does nothing else');
    await refuse(deps, request.link);
    return { answer: { kind: 'done' } };
  };
};

const privacy: FunctionSetup['start'] = (world, run) => {
  const { clients, accept, conversations } = roomsOf(world, run);
  const hold = (what: string): Promise<void> => world.turns.hold(run, what, () => undefined);
  const rooms = [
    emailsOfPerson(accept),
    conversationsOfPerson(conversations),
    recipientData({
      recipients: clients.recipients,
      lists: { remove: () => hold('mailgun lists') },
      config: world.config,
      now: world.now,
    }),
  ];
  const deps = { rooms, erasures: { add: () => hold('s3') }, now: world.now };
  return async ({ request, endsAt }) => {
    if (request?.kind !== 'erase') throw new Error('This function does nothing else');
    await erasePerson(deps, request.email, endsAt + 3 * SECOND);
    return { answer: { kind: 'done' } };
  };
};

/** The functions around persons: what they talked of, what they refuse, and that they are forgotten. */
export const personFunctions: readonly FunctionSetup[] = [
  {
    name: 'conversations-events',
    timeoutMs: 60_000,
    concurrency: 4,
    trigger: { kind: 'queue', queue: 'bus-events', batchSize: 10 },
    start: events,
  },
  {
    name: 'conversations',
    timeoutMs: 29_000,
    concurrency: 4,
    trigger: { kind: 'api' },
    start: conversationsApi,
  },
  {
    name: 'recipient-pages',
    timeoutMs: 10_000,
    concurrency: 4,
    trigger: { kind: 'api' },
    start: recipientPages,
  },
  { name: 'privacy', timeoutMs: 29_000, concurrency: 4, trigger: { kind: 'api' }, start: privacy },
];

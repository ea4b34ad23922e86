import { conversationSchema } from '../../functions/conversations/conversation.ts';
import { DAY, MINUTE, toIso } from '../../functions/platform/clock.ts';
import type { Host } from './hosts.ts';
import type { Actors } from './play.ts';
import { makeRepeatedCalls } from './repeated-calls.ts';
import { TABLES, type World } from './world.ts';

/** A conversation as it will have been told at last. */
export interface ToldConversation {
  id: string;
  email: string;
  versions: number;
}

/** Visitors who talk with us, refuse mail, and are erased. */
export interface Persons extends Actors {
  conversations: readonly ToldConversation[];
  /** When a refusal was answered, by address. */
  refused: ReadonlyMap<string, number>;
  erased: ReadonlyMap<string, number>;
}

export const emailOf = (person: number): string => `p${person}@example.com`;
/** Stands in a mail, or a table, where this version of a conversation is told. */
export const markOf = (id: string, version: number): string => `${id}-told-${version}-end`;

const isRefusing = (person: number): boolean => person % 6 === 1;
const isErased = (person: number): boolean => person % 4 === 2;
/** These get their summaries gathered, once a day. */
export const gathers = (person: number): boolean => person % 5 >= 3;

const payloadOf = ({ id, email }: ToldConversation, version: number, endedAt: number) => ({
  version,
  startedAt: toIso(endedAt - 10 * MINUTE),
  endedAt: toIso(endedAt),
  channel: 'web chat',
  outcome: 'other',
  messageCount: 3,
  customer: {
    email,
    name: 'Ada',
    consent: { marketing: { basis: 'express', at: toIso(endedAt), source: 'chat' } },
  },
  summary: { brief: markOf(id, version), detailed: markOf(id, version) },
});

/** What a person is found by in the tables, hashes aside. */
export const tracesOf = (email: string, conversations: readonly ToldConversation[]): string[] => [
  email,
  ...conversations.filter((one) => one.email === email).map(({ id }) => `${id}-told-`),
];

export const makePersons = (world: World, hosts: readonly Host[], count: number): Persons => {
  const calls = makeRepeatedCalls(world, hosts);
  const refused = new Map<string, number>();
  const erased = new Map<string, number>();
  const persons = Math.ceil(count / 2);
  const conversations = Array.from({ length: count }, (_, i): ToldConversation => ({
    id: `c${i}`,
    email: emailOf(i % persons),
    versions: 1 + (i % 3),
  }));
  /** What is not due yet at a time alone. */
  const later: { at: number; act: () => void }[] = [];
  const at = (time: number, act: () => void): void => void later.push({ at: time, act });
  const start = world.now();

  const tell = (told: ToldConversation, version: number, number: number): void => {
    const detail = payloadOf(told, version, world.now());
    if (number % 3 === 0) {
      const conversation = conversationSchema.parse(detail);
      const request = { kind: 'complete', id: told.id, conversation } as const;
      calls.add({ at: world.now(), to: 'conversations', request, tell: () => 'heard' });
      return;
    }
    const event = (id: string): string =>
      JSON.stringify({
        id,
        'detail-type': 'conversation.completed',
        time: toIso(world.now()),
        detail: { id: told.id, ...detail },
      });
    const id = `${told.id}-${version}`;
    world.queues['bus-events'].send(event(id), world.now());
    // The bus hands over more than once; whoever puts events on it may do so, too.
    if (world.chance() < 0.2) {
      const copy = event(world.chance() < 0.5 ? id : `${id}-again`);
      world.queues['bus-events'].send(copy, world.now() + world.chance() * 60 * MINUTE);
    }
  };
  conversations.forEach((told, i) => {
    const begins = start + i * MINUTE * 2;
    for (let version = 1; version <= told.versions; version += 1) {
      // Now and then the older state comes after the newer one.
      const order = i % 7 === 6 ? told.versions - version : version - 1;
      at(begins + order * (world.chance() < 0.7 ? 4 : 17) * MINUTE, () => tell(told, version, i));
    }
  });

  const isKept = ({ id, versions }: ToldConversation): boolean =>
    world.dynamo
      .items(TABLES.activity)
      .some(({ pk, version }) => pk === `CONVERSATION#${id}` && version === versions);
  const eraseOnceKept = (email: string): void => {
    if (!conversations.filter((one) => one.email === email).every(isKept)) {
      at(world.now() + 30_000, () => eraseOnceKept(email));
      return;
    }
    calls.add({
      at: world.now() + (world.chance() < 0.5 ? 0 : world.chance() * 30 * MINUTE),
      to: 'privacy',
      request: { kind: 'erase', email },
      tell: () => {
        erased.set(email, world.now());
        return 'heard';
      },
    });
  };
  const refuseOnceWritten = (email: string): void => {
    const mail = world.mailgun.inbox().find(({ to }) => to === email);
    const messageId = mail?.variables['messageId'];
    if (messageId === undefined) {
      at(world.now() + MINUTE, () => refuseOnceWritten(email));
      return;
    }
    const link = { email, category: 'conversation_summary', messageId, generation: 0 } as const;
    calls.add({
      at: world.now(),
      to: 'recipient-pages',
      request: { kind: 'unsubscribe', link },
      tell: () => {
        refused.set(email, world.now());
        return 'heard';
      },
    });
  };
  for (let person = 0; person < persons; person += 1) {
    const email = emailOf(person);
    if (isErased(person)) at(start + MINUTE, () => eraseOnceKept(email));
    else if (isRefusing(person)) at(start + 20 * MINUTE, () => refuseOnceWritten(email));
  }
  const lastAt = start + DAY;

  return {
    conversations,
    refused,
    erased,
    startDue: () => {
      for (const due of later.filter((one) => one.at <= world.now())) {
        later.splice(later.indexOf(due), 1);
        due.act();
      }
      calls.startDue();
    },
    nextDueAt: () => {
      const next = Math.min(calls.nextDueAt() ?? Infinity, ...later.map((one) => one.at));
      return next === Infinity ? undefined : next;
    },
    isDone: () => (later.length === 0 && calls.isDone()) || world.now() > lastAt,
  };
};

import type { Message } from '../outbox/message.ts';
import { toIso } from '../platform/clock.ts';
import type { TrackedEvent } from './mailgun-event.ts';

/** Spread over as many items, so that a burst about one template never waits for one DynamoDB key. */
export const COUNTER_SHARDS = 8;

/** The counters of a day, one of its shards. */
export const counterPartition = (day: string, shard: number): string => `COUNT#${day}#${shard}`;

export interface CounterUpdate {
  key: { pk: string; sk: string };
  /** What is added, by name of counter. */
  add: Record<string, number>;
}

export interface Counted {
  event: TrackedEvent;
  message: Message;
  machine: boolean;
  /** The message's first of this type. */
  first: boolean;
}

const counterOf = ({ event, machine }: Counted): string => {
  if (event.type === 'opened') return machine ? 'machineOpens' : 'opens';
  if (event.type === 'clicked') return machine ? 'machineClicks' : 'clicks';
  return event.type;
};

/** The name that counts messages rather than events: a person who opens twice is one reader. */
const firsts: Readonly<Record<string, string>> = { opens: 'openedMessages', clicks: 'clickedMessages' };

/** Sums events into counters by hour × category × template × version × variant. */
export const countersOf = (counted: readonly Counted[], random: () => number): CounterUpdate[] => {
  const shard = Math.floor(random() * COUNTER_SHARDS);
  const updates = new Map<string, CounterUpdate>();
  for (const one of counted) {
    if (one.message.isTest === true) continue;
    const hour = toIso(one.event.occurredAt).slice(0, 13);
    const { category, template = '-', templateVersion = 0, variant = '-' } = one.message;
    const key = {
      pk: counterPartition(hour.slice(0, 10), shard),
      sk: `${hour}#${category}#${template}#${templateVersion}#${variant}`,
    };
    const update = updates.get(key.sk) ?? { key, add: {} };
    updates.set(key.sk, update);
    const name = counterOf(one);
    update.add[name] = (update.add[name] ?? 0) + 1;
    const firstName = firsts[name];
    if (one.first && firstName !== undefined) update.add[firstName] = (update.add[firstName] ?? 0) + 1;
  }
  return [...updates.values()];
};

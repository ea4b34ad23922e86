import type { Meter } from '../platform/logging.ts';
import { type Message, waitsForPerson } from '../outbox/message/message.ts';
import type { TrackedEvent } from '../mailgun/event.ts';
import { COUNTER_SHARDS, counterKey, lengthBucket, OUTCOMES } from '../contract/counters.ts';

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
  /** Whether by it the message is delivered, bounced or given up, and was none of them before. */
  isOutcome: boolean;
}

const counterOf = ({ event, machine }: Counted): string => {
  if (event.type === 'opened') return machine ? 'machineOpens' : 'opens';
  if (event.type === 'clicked') return machine ? 'machineClicks' : 'clicks';
  // Both were taken by Mailgun and given up.
  return event.type === 'rejected' ? 'failed' : event.type;
};

/** The name that counts messages rather than events: a person who opens twice is one reader. */
const firsts: Readonly<Record<string, string>> = { opens: 'openedMessages', clicks: 'clickedMessages' };

/** All that an event counts as. */
const namesOf = (one: Counted): string[] => {
  const name = counterOf(one);
  const firstName = firsts[name];
  const { occasionAt } = one.message;
  return [
    name,
    ...(one.isOutcome ? [OUTCOMES] : []),
    ...(one.first && firstName !== undefined ? [firstName] : []),
    ...(one.event.type === 'delivered' && occasionAt !== undefined
      ? [`delivered_in_${lengthBucket(one.event.occurredAt - occasionAt)}`]
      : []),
  ];
};

/** Counts for alarms how mail fares, once what was counted is stored. */
export const countOutcomes = (
  meter: Meter,
  folds: readonly { before: Message; after: Message; events: readonly Pick<Counted, 'event'>[] }[],
): void => {
  const failed = folds.filter(({ before, after }) => waitsForPerson(after) && !waitsForPerson(before)).length;
  if (failed > 0) meter.addMetric('FailedMail', 'Count', failed);
  const events = folds.flatMap((fold) => (fold.after.isTest === true ? [] : fold.events));
  const countOf = (type: TrackedEvent['type']): number =>
    events.filter(({ event }) => event.type === type).length;
  const [delivered, bounced, complained] = [countOf('delivered'), countOf('bounced'), countOf('complained')];
  if (delivered + bounced + complained === 0) return;
  // Nought is counted, too: CloudWatch makes no rate of a metric that it has never seen.
  meter.addMetric('Delivered', 'Count', delivered);
  meter.addMetric('Bounced', 'Count', bounced);
  meter.addMetric('Complained', 'Count', complained);
};

/** Sums events into counters by hour × category × template × version × variant. */
export const countersOf = (counted: readonly Counted[], random: () => number): CounterUpdate[] => {
  const shard = Math.floor(random() * COUNTER_SHARDS);
  const updates = new Map<string, CounterUpdate>();
  for (const one of counted) {
    if (one.message.isTest === true) continue;
    const key = counterKey(one.message, one.event.occurredAt, shard);
    const update = updates.get(key.sk) ?? { key, add: {} };
    updates.set(key.sk, update);
    for (const name of namesOf(one)) update.add[name] = (update.add[name] ?? 0) + 1;
  }
  return [...updates.values()];
};

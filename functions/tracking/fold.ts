import { transition } from '../outbox/message/life.ts';
import { isFinal, type Message } from '../outbox/message/message.ts';
import { actionOf, machineEvents } from './consequences.ts';
import type { Counted } from './counters.ts';
import type { TrackedEvent } from '../mailgun/event.ts';

/** Events of one message that are stored, and what they made of it. */
export interface StoredFold {
  before: Message;
  after: Message;
  events: Pick<Counted, 'event' | 'machine'>[];
  /** True when these were stored before, and what follows from them may not have been done. */
  again: boolean;
}

/** What a batch of events makes of one message. */
export interface Fold extends StoredFold {
  /** Whether the message has to be written. */
  changed: boolean;
  events: Counted[];
}

/** Plays events on a message in the order they occurred; those of another generation are kept and move nothing. */
export const foldEvents = (before: Message, events: readonly TrackedEvent[]): Fold => {
  const ordered = events.toSorted((a, b) => a.occurredAt - b.occurredAt);
  const deliveredAt = before.deliveredAt ?? ordered.find(({ type }) => type === 'delivered')?.occurredAt;
  const machine = machineEvents(ordered, deliveredAt);
  const fold: Fold = { before, after: before, changed: false, events: [], again: false };
  for (const event of ordered) {
    const byMachine = machine.has(event);
    const outcome =
      event.generation === before.generation
        ? transition(fold.after, actionOf(event, byMachine), event.occurredAt)
        : ({ changed: false } as const);
    const first =
      (event.type === 'opened' && fold.after.opens === 0) ||
      (event.type === 'clicked' && fold.after.clicks === 0);
    const isOutcome =
      outcome.changed && isFinal(outcome.message.life.status) && !isFinal(fold.after.life.status);
    if (outcome.changed) {
      fold.after = outcome.message;
      fold.changed = true;
    }
    fold.events.push({
      event,
      message: before,
      machine: byMachine,
      first: first && outcome.changed,
      isOutcome,
    });
  }
  return fold;
};

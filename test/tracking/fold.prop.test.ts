import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Message } from '../../functions/outbox/message/message.ts';
import { foldEvents } from '../../functions/tracking/fold.ts';
import type { TrackedEvent } from '../../functions/mailgun/event.ts';
import { aMessageThatIs, NOW, SECOND } from '../outbox/messages.ts';
import { anEvent } from './events.ts';

const when = fc.integer({ min: 0, max: 20 }).map((step) => NOW + step * SECOND);
const aFact = fc.record({
  type: fc.constantFrom('accepted', 'deferred', 'opened', 'clicked', 'complained', 'unsubscribed'),
  occurredAt: when,
  bot: fc.boolean(),
  generation: fc.constantFrom(0, 0, 0, 1),
});
/** How Mailgun may end one try. */
const anEnd = when.chain((occurredAt) =>
  fc.constantFrom<Partial<TrackedEvent>[]>(
    [],
    [{ type: 'delivered', occurredAt }],
    [{ type: 'bounced', failure: 'hard_bounce', occurredAt }],
    [
      { type: 'delivered', occurredAt },
      { type: 'bounced', failure: 'hard_bounce', occurredAt: occurredAt + SECOND },
    ],
    [{ type: 'failed', failure: 'suppressed_bounce', occurredAt }],
  ),
);
const aStream = fc
  .tuple(fc.array(aFact, { maxLength: 10 }), anEnd)
  .map(([facts, end]) =>
    [...facts, ...end].map((different, i) => anEvent({ id: `event-${i}`, ...different })),
  );

/** The events in some order, cut into batches, each of which may repeat what others had. */
const batchesOf = (events: readonly TrackedEvent[]): fc.Arbitrary<TrackedEvent[][]> =>
  fc.tuple(fc.subarray([...events]), fc.integer({ min: 1, max: 5 })).chain(([again, size]) => {
    const all = [...events, ...again];
    return fc
      .shuffledSubarray(all, { minLength: all.length })
      .map((shuffled) =>
        Array.from({ length: Math.ceil(shuffled.length / size) }, (_, i) =>
          shuffled.slice(i * size, (i + 1) * size),
        ),
      );
  });

const aStart = fc.constantFrom<Message>(
  aMessageThatIs('sending'),
  aMessageThatIs('unknown'),
  aMessageThatIs('sent'),
  aMessageThatIs('delivered'),
  aMessageThatIs('bounced'),
);

const playAll = (start: Message, batches: readonly TrackedEvent[][]): Message =>
  batches.reduce((message, batch) => foldEvents(message, batch).after, start);

test('any order, duplication and batching of events gives the same status and times', () => {
  fc.assert(
    fc.property(
      aStart,
      aStream.chain((events) => fc.record({ events: fc.constant(events), batches: batchesOf(events) })),
      (start, { events, batches }) => {
        const once = foldEvents(start, events).after;
        const anyhow = playAll(start, batches);
        expect(anyhow.life.status).toBe(once.life.status);
        expect(anyhow.deliveredAt).toBe(once.deliveredAt);
        expect(anyhow.complainedAt).toBe(once.complainedAt);
        expect(anyhow.unsubscribedAt).toBe(once.unsubscribedAt);
      },
    ),
    { numRuns: 1000 },
  );
});

test('each event handed in is handed out once, whatever it moves', () => {
  fc.assert(
    fc.property(aStart, aStream, (start, events) => {
      const fold = foldEvents(start, events);
      expect(new Set(fold.events.map(({ event }) => event))).toEqual(new Set(events));
      expect(fold.events).toHaveLength(events.length);
      expect(fold.changed).toBe(fold.after !== fold.before);
    }),
  );
});

test('a message has one first open and one first click at most', () => {
  fc.assert(
    fc.property(aStart, aStream, (start, events) => {
      const { after, events: counted } = foldEvents(start, events);
      for (const [type, total] of [
        ['opened', after.opens],
        ['clicked', after.clicks],
      ] as const) {
        const firsts = counted.filter(
          ({ event, first, machine }) => event.type === type && first && !machine,
        );
        expect(firsts).toHaveLength(total > 0 ? 1 : 0);
      }
    }),
  );
});

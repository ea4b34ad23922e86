import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Action, ProviderAction } from '../../functions/outbox/message/actions.ts';
import { transition } from '../../functions/outbox/message/life.ts';
import { isFinal, type Message } from '../../functions/outbox/message/message.ts';
import { aProviderAction, aTime, anAction, anyMessage } from './arbitraries.ts';
import { aMessage, aMessageThatIs, NOW } from './messages.ts';
import type { MessageStatus } from '../../functions/contract/message-status.ts';

const after = (message: Message, action: Action, now = NOW): Message => {
  const outcome = transition(message, action, now);
  return outcome.changed ? outcome.message : message;
};

/** Every step of a story: the message before, the action, and the message after. */
const play = (
  start: Message,
  story: readonly { action: Action; now: number }[],
): { before: Message; action: Action; after: Message }[] => {
  let before = start;
  // Whoever claims a message says once what came of it.
  let answered = false;
  return story.map(({ action, now }) => {
    const answers = ['release', 'notSent', 'unknown'].includes(action.type);
    const next = answers && answered ? before : after(before, action, now);
    if (action.type === 'claim' && next !== before) answered = false;
    if (answers && next !== before) answered = true;
    const step = { before, action, after: next };
    before = next;
    return step;
  });
};

const aStory = fc.array(fc.record({ action: anAction, now: aTime }), { minLength: 5, maxLength: 60 });
const aStart = fc.constantFrom(aMessage(), aMessageThatIs('scheduled'));

const inOrder: readonly MessageStatus[] = ['scheduled', 'queued', 'sending', 'sent', 'delivered'];
const progress = (status: MessageStatus): number =>
  inOrder.includes(status) ? inOrder.indexOf(status) : inOrder.length;

describe('whatever happens to a message, in whatever order', () => {
  test('a final status is left by a delayed bounce and a retry by hand alone', () => {
    fc.assert(
      fc.property(aStart, aStory, (start, story) => {
        for (const step of play(start, story)) {
          const from = step.before.life.status;
          const to = step.after.life.status;
          if (!isFinal(from) || from === to) continue;
          expect([
            { action: 'bounced', from: 'delivered', to: 'bounced' },
            { action: 'retry', from: 'failed', to: 'queued' },
          ]).toContainEqual({ action: step.action.type, from, to });
        }
        expect(story.length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });

  test('tries are never negative, and only a claim spends one', () => {
    fc.assert(
      fc.property(aStart, aStory, (start, story) => {
        for (const step of play(start, story)) {
          expect(step.after.attempts).toBeGreaterThanOrEqual(0);
          if (step.after.attempts > step.before.attempts) expect(step.action.type).toBe('claim');
        }
      }),
      { numRuns: 500 },
    );
  });

  test('the numbers of copy and generation never fall, and a generation rises with a retry alone', () => {
    fc.assert(
      fc.property(aStart, aStory, (start, story) => {
        for (const step of play(start, story)) {
          expect(step.after.copy).toBeGreaterThanOrEqual(step.before.copy);
          const raised = step.after.generation - step.before.generation;
          expect(raised).toBe(step.action.type === 'retry' && step.after !== step.before ? 1 : 0);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('a message that comes back from sending without an outcome has a new copy or keeps the one it had', () => {
    fc.assert(
      fc.property(aStart, aStory, (start, story) => {
        for (const { before, action, after: next } of play(start, story)) {
          if (next.life.status !== 'queued' || next === before) continue;
          const anew = ['queue', 'settledAbsent', 'retry'].includes(action.type);
          expect(next.copy - before.copy).toBe(anew ? 1 : 0);
        }
        expect(story.length).toBeGreaterThan(0);
      }),
    );
  });

  test('what is not changed is told so, and what is changed leaves the message before as it was', () => {
    fc.assert(
      fc.property(anyMessage, anAction, aTime, (message, action, now) => {
        const copy = structuredClone(message);
        const outcome = transition(message, action, now);
        expect(message).toEqual(copy);
        if (outcome.changed) expect(outcome.message).not.toBe(message);
        else expect(['wrong_state', 'no_effect']).toContain(outcome.why);
      }),
      { numRuns: 1000 },
    );
  });
});

/** Events as Mailgun sends them for one try: any number of facts, and one end. */
const end: fc.Arbitrary<ProviderAction[]> = aTime.chain((at) =>
  fc.constantFrom<ProviderAction[]>(
    [],
    [{ type: 'delivered', occurredAt: at }],
    [{ type: 'bounced', occurredAt: at, detail: '550' }],
    [
      { type: 'delivered', occurredAt: at },
      { type: 'bounced', occurredAt: at + 1, detail: 'delayed' },
    ],
    [{ type: 'failedAfterSend', occurredAt: at, reason: 'suppressed_bounce', detail: '605' }],
  ),
);
const facts = fc.array(
  aProviderAction.filter(({ type }) => !['delivered', 'bounced', 'failedAfterSend'].includes(type)),
  { maxLength: 12 },
);
const stream = fc.tuple(facts, end).map(([some, last]) => [...some, ...last]);
const twoOrders = stream.chain((events) =>
  fc.record({
    one: fc.shuffledSubarray(events, { minLength: events.length }),
    // Duplicated at will.
    other: fc
      .tuple(fc.constant(events), fc.subarray(events))
      .chain(([all, again]) =>
        fc.shuffledSubarray([...all, ...again], { minLength: all.length + again.length }),
      ),
  }),
);

describe('events of Mailgun, in any order and any number', () => {
  test('never move a status back', () => {
    const own = fc.constant<Action>({ type: 'sent', mailgunMessageId: '<x@mg.example.com>' });
    fc.assert(
      fc.property(
        anyMessage,
        fc.array(fc.oneof({ arbitrary: aProviderAction, weight: 6 }, { arbitrary: own, weight: 1 })),
        (start, actions) => {
          for (const step of play(
            start,
            actions.map((action) => ({ action, now: NOW })),
          )) {
            const [from, to] = [step.before.life.status, step.after.life.status];
            expect(progress(to)).toBeGreaterThanOrEqual(progress(from));
          }
          expect(actions.length).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('come to the same status and the same times, and our own record may come anywhere between', () => {
    fc.assert(
      fc.property(twoOrders, fc.nat(), fc.nat(), ({ one, other }, i, j) => {
        const own: Action = { type: 'sent', mailgunMessageId: '<x@mg.example.com>' };
        const finish = (events: readonly Action[], at: number): Message =>
          events
            .toSpliced(at % (events.length + 1), 0, own)
            .reduce((message, action) => after(message, action), aMessageThatIs('sending'));
        const known = (message: Message) => ({
          status: message.life.status,
          deliveredAt: message.deliveredAt,
          bouncedAt: message.bouncedAt,
          openedAt: message.openedAt,
          clickedAt: message.clickedAt,
          complainedAt: message.complainedAt,
          unsubscribedAt: message.unsubscribedAt,
        });
        expect(known(finish(other, j))).toEqual(known(finish(one, i)));
      }),
      { numRuns: 1000 },
    );
  });

  test('are counted once each: persons and software apart, with the earliest time of a person', () => {
    const reading = fc.record({
      type: fc.constantFrom('opened', 'clicked'),
      occurredAt: aTime,
      machine: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(reading, { maxLength: 30 }), (events) => {
        const end = events.reduce<Message>(
          (message, event) => after(message, event),
          aMessageThatIs('delivered'),
        );
        const of = (type: string, machine: boolean) =>
          events.filter((event) => event.type === type && event.machine === machine);
        const first = (type: string) => {
          const times = of(type, false).map(({ occurredAt }) => occurredAt);
          return times.length === 0 ? undefined : Math.min(...times);
        };
        expect({
          opens: end.opens,
          clicks: end.clicks,
          botOpens: end.botOpens ?? 0,
          botClicks: end.botClicks ?? 0,
          openedAt: end.openedAt,
          clickedAt: end.clickedAt,
        }).toEqual({
          opens: of('opened', false).length,
          clicks: of('clicked', false).length,
          botOpens: of('opened', true).length,
          botClicks: of('clicked', true).length,
          openedAt: first('opened'),
          clickedAt: first('clicked'),
        });
      }),
    );
  });
});

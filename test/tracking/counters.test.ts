import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Counted, countersOf, countOutcomes } from '../../functions/tracking/counters.ts';
import type { EventType } from '../../functions/mailgun/event.ts';
import type { Message } from '../../functions/outbox/message/message.ts';
import { aMessage, aMessageThatIs, HOUR, NOW } from '../outbox/messages.ts';
import { anEvent } from './events.ts';

const counted = (type: EventType, different: Partial<Counted> = {}, at = NOW): Counted => ({
  event: anEvent({ type, occurredAt: at }),
  message: aMessage(),
  machine: false,
  first: false,
  isOutcome: false,
  ...different,
});
const noChance = () => 0;

describe('counters', () => {
  test('are kept by hour, category, template, version and variant', () => {
    const message = aMessage({ template: 'appointment_reminder', templateVersion: 3, variant: 'b' });
    expect(countersOf([counted('delivered', { message })], noChance)).toEqual([
      {
        key: {
          pk: 'COUNT#2026-03-02#0',
          sk: '2026-03-02T09#appointment#appointment_reminder#3#b',
        },
        add: { delivered: 1 },
      },
    ]);
  });

  test('of mail without a template stand together', () => {
    expect(countersOf([counted('delivered')], noChance)[0]?.key.sk).toBe('2026-03-02T09#appointment#-#0#-');
  });

  test('are summed: one write for all events of an hour', () => {
    const events = [
      counted('delivered', { isOutcome: true }),
      counted('delivered'),
      counted('bounced', { isOutcome: true }),
      counted('opened', { first: true }),
      counted('opened'),
      counted('opened', { machine: true }),
      counted('clicked', { first: true }),
      counted('clicked', { machine: true }),
      counted('delivered', {}, NOW + HOUR),
    ];
    expect(countersOf(events, noChance)).toEqual([
      {
        key: { pk: 'COUNT#2026-03-02#0', sk: '2026-03-02T09#appointment#-#0#-' },
        add: {
          delivered: 2,
          bounced: 1,
          outcomes: 2,
          opens: 2,
          openedMessages: 1,
          machineOpens: 1,
          clicks: 1,
          clickedMessages: 1,
          machineClicks: 1,
        },
      },
      {
        key: { pk: 'COUNT#2026-03-02#0', sk: '2026-03-02T10#appointment#-#0#-' },
        add: { delivered: 1 },
      },
    ]);
  });

  test('of deliveries tell how long it took since what they tell of happened, where that is known', () => {
    const message = aMessage({ occasionAt: NOW - 90_000 });
    const [withOccasion] = countersOf([counted('delivered', { message })], noChance);
    const names = Object.keys(withOccasion?.add ?? {});
    expect(names).toHaveLength(2);
    expect(names[1]).toMatch(/^delivered_in_/);
    const later = aMessage({ occasionAt: NOW - 9_000_000 });
    const [other] = countersOf([counted('delivered', { message: later })], noChance);
    expect(Object.keys(other?.add ?? {})).not.toContain(names[1]);
    expect(countersOf([counted('opened', { message })], noChance)[0]?.add).toEqual({ opens: 1 });
  });

  test('of tests are none', () => {
    expect(countersOf([counted('delivered', { message: aMessage({ isTest: true }) })], noChance)).toEqual([]);
  });

  test('count what Mailgun threw away as what it gave up', () => {
    const [update] = countersOf([counted('rejected'), counted('failed')], noChance);
    expect(update?.add).toEqual({ failed: 2 });
  });

  test('of software never count a reader', () => {
    const [update] = countersOf([counted('opened', { machine: true, first: true })], noChance);
    expect(update?.add).toEqual({ machineOpens: 1 });
  });

  test.each([
    { random: 0, want: 'COUNT#2026-03-02#0' },
    { random: 0.5, want: 'COUNT#2026-03-02#4' },
    { random: 0.999, want: 'COUNT#2026-03-02#7' },
  ])('are spread over eight keys by chance ($random)', ({ random, want }) => {
    expect(countersOf([counted('delivered')], () => random)[0]?.key.pk).toBe(want);
  });

  test('of nothing are nothing', () => {
    expect(countersOf([], noChance)).toEqual([]);
  });

  test('lose no event, and write no key twice', () => {
    const anyCounted = fc
      .record({
        type: fc.constantFrom<EventType>(
          'accepted',
          'delivered',
          'deferred',
          'bounced',
          'failed',
          'opened',
          'clicked',
          'complained',
          'unsubscribed',
        ),
        hours: fc.nat({ max: 40 }),
        template: fc.constantFrom('a', 'b', undefined),
        machine: fc.boolean(),
      })
      .map(({ type, hours, template, machine }) =>
        counted(type, { machine, message: aMessage({ template }) }, NOW + hours * HOUR),
      );
    fc.assert(
      fc.property(
        fc.array(anyCounted),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (events, random) => {
          const updates = countersOf(events, () => random);
          const sum = updates.flatMap(({ add }) => Object.values(add)).reduce((total, n) => total + n, 0);
          expect(sum).toBe(events.length);
          expect(new Set(updates.map(({ key }) => `${key.pk} ${key.sk}`)).size).toBe(updates.length);
        },
      ),
    );
  });
});

describe('What alarms are told of outcomes', () => {
  const told = (types: readonly EventType[], isTest = false) => {
    const metrics: Record<string, number> = {};
    const addMetric = (name: string, _unit: string, value: number) => {
      metrics[name] = value;
    };
    const events = types.map((type) => ({ event: anEvent({ type }) }));
    const message = aMessage({ isTest });
    countOutcomes({ addMetric }, [{ before: message, after: message, events }]);
    return metrics;
  };

  test('is each of them, those that did not happen as nought', () => {
    expect(told(['delivered', 'bounced', 'delivered'])).toEqual({ Delivered: 2, Bounced: 1, Complained: 0 });
  });

  test('is a failed mail where Mailgun threw one away, and once', () => {
    const metrics: string[] = [];
    const before = aMessageThatIs('sent');
    const life = { status: 'failed', reason: 'rejected', failedAt: NOW, detail: 'spam' } as const;
    const after = { ...before, life };
    const count = (from: Message) =>
      countOutcomes({ addMetric: (name) => metrics.push(name) }, [{ before: from, after, events: [] }]);
    count(before);
    count(after);
    expect(metrics).toEqual(['FailedMail']);
  });

  test('is nothing of other events, and of tests of templates', () => {
    expect(told(['opened', 'deferred'])).toEqual({});
    expect(told(['bounced'], true)).toEqual({});
  });
});

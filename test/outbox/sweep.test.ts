import { describe, expect, test } from 'vitest';
import type { Life, Message } from '../../functions/outbox/message/message.ts';
import { sweepAction } from '../../functions/outbox/sweep/sweep.ts';
import { aConfig, aMessage, aMessageThatIs, DAY, HOUR, MINUTE, NOW, SECOND } from './messages.ts';

const config = aConfig({ delivery: { settle_minutes: { transactional: 5, bulk: 30 }, max_wait_days: 7 } });
const LEASE_ENDS = NOW + MINUTE + SECOND;

const nothingPaused = { categories: new Set<never>(), templates: new Set<string>() };

const untold: readonly Life[] = [
  { status: 'failed', reason: 'rejected', failedAt: NOW, detail: '400 no', announceAt: NOW + MINUTE },
  { status: 'skipped', reason: 'opted_out', skippedAt: NOW, announceAt: NOW + MINUTE },
  { status: 'cancelled', cancelledAt: NOW, announceAt: NOW + MINUTE },
];

describe('what the sweeper does with a message', () => {
  test.each<{ what: string; message: Message; at: number; want: ReturnType<typeof sweepAction> }>([
    {
      what: 'scheduled for later: nothing',
      message: aMessageThatIs('scheduled'),
      at: NOW + HOUR,
      want: undefined,
    },
    {
      what: 'scheduled, and its timer was lost: it is queued',
      message: aMessageThatIs('scheduled'),
      at: NOW + HOUR + 30 * SECOND,
      want: { type: 'queue' },
    },
    {
      what: 'scheduled for a time that is a week past: it has expired',
      message: aMessageThatIs('scheduled'),
      at: NOW + HOUR + 7 * DAY,
      want: { type: 'skip', reason: 'expired' },
    },
    {
      what: 'queued a moment ago: nothing',
      message: aMessage(),
      at: NOW + 10 * MINUTE - 1,
      want: undefined,
    },
    {
      what: 'queued long enough for its copy to be lost: it is queued anew',
      message: aMessage(),
      at: NOW + 10 * MINUTE,
      want: { type: 'queue' },
    },
    {
      what: 'parked until now: it is queued',
      message: aMessage({ life: { status: 'queued', parked: true, nextCheckAt: NOW + HOUR } }),
      at: NOW + HOUR,
      want: { type: 'queue' },
    },
    {
      what: 'parked for longer: nothing',
      message: aMessage({ life: { status: 'queued', parked: true, nextCheckAt: NOW + HOUR } }),
      at: NOW + HOUR - 1,
      want: undefined,
    },
    {
      what: 'queued past its own deadline: it has expired',
      message: aMessage({ expiresAt: NOW + 5 * MINUTE }),
      at: NOW + 10 * MINUTE,
      want: { type: 'skip', reason: 'expired' },
    },
    {
      what: 'queued for a week: it has expired',
      message: aMessage(),
      at: NOW + 7 * DAY,
      want: { type: 'skip', reason: 'expired' },
    },
    {
      what: 'failed, and tried again by hand after a week: it is queued',
      message: aMessage({ retries: [{ failedAt: NOW, reason: 'rejected', retriedAt: NOW + 8 * DAY }] }),
      at: NOW + 9 * DAY,
      want: { type: 'queue' },
    },
    {
      what: 'sending, and its function may still be at it: nothing',
      message: aMessageThatIs('sending'),
      at: LEASE_ENDS - 1,
      want: undefined,
    },
    {
      what: 'sending past its lease: nobody knows, and five minutes after the try Mailgun is asked',
      message: aMessageThatIs('sending'),
      at: LEASE_ENDS,
      want: { type: 'leaseLapsed', settleAt: NOW + SECOND + 5 * MINUTE },
    },
    {
      what: 'bulk sending past its lease: Mailgun is asked after thirty minutes',
      message: aMessageThatIs('sending', { lane: 'bulk', category: 'digest' }),
      at: LEASE_ENDS,
      want: { type: 'leaseLapsed', settleAt: NOW + SECOND + 30 * MINUTE },
    },
    {
      what: 'sending since yesterday: Mailgun is asked at once, not in the past',
      message: aMessageThatIs('sending'),
      at: NOW + DAY,
      want: { type: 'leaseLapsed', settleAt: NOW + DAY },
    },
    {
      what: 'of unknown outcome, too early to ask: nothing',
      message: aMessageThatIs('unknown'),
      at: NOW + 5 * MINUTE - 1,
      want: undefined,
    },
    {
      what: 'of unknown outcome, and it is time: it is settled',
      message: aMessageThatIs('unknown'),
      at: NOW + 5 * MINUTE,
      want: { type: 'settle' },
    },
    {
      what: 'of unknown outcome after a week: it is settled, never just expired',
      message: aMessageThatIs('unknown', { expiresAt: NOW + HOUR }),
      at: NOW + 8 * DAY,
      want: { type: 'settle' },
    },
    ...untold.flatMap((life) => {
      const message = aMessageThatIs(life.status, { life });
      return [
        { what: `${life.status} just now: whoever did it tells the bus`, message, at: NOW, want: undefined },
        {
          what: `${life.status} for a minute, and nobody told the bus: it is told`,
          message,
          at: NOW + MINUTE,
          want: { type: 'finish' } as const,
        },
      ];
    }),
  ])('$what', ({ message, at, want }) => {
    expect(sweepAction(message, config, { now: at, pauses: nothingPaused })).toEqual(want);
  });

  test.each(['sent', 'delivered', 'bounced', 'failed', 'skipped', 'cancelled'] as const)(
    'one that is %s is left alone for ever',
    (status) => {
      expect(
        sweepAction(aMessageThatIs(status), config, { now: NOW + 1000 * DAY, pauses: nothingPaused }),
      ).toBeUndefined();
    },
  );

  test('a queued one of a paused category is left alone for two minutes more', () => {
    const message = aMessageThatIs('queued');
    const pauses = { ...nothingPaused, categories: new Set([message.category]) };
    const at = NOW + DAY;
    expect(sweepAction(message, config, { now: at, pauses })).toEqual({
      type: 'park',
      until: at + 120_000,
      paused: true,
    });
  });
});

import { describe, expect, test } from 'vitest';
import type { Action } from '../../functions/outbox/message/actions.ts';
import type { Message } from '../../functions/outbox/message/message.ts';
import { settleAction } from '../../functions/outbox/sweep/settle.ts';
import { aConfig, aMessageThatIs, DAY, MESSAGE_ID, MINUTE, NOW, SECOND } from './messages.ts';

const config = aConfig({ delivery: { retry_attempts: 3, settle_minutes: { transactional: 5, bulk: 30 } } });
const TRIED = NOW + SECOND;

const silence = new Map<string, unknown>();
const seen = (generation: number) => new Map([[`${MESSAGE_ID}.${generation}`, { event: 'accepted' }]]);

describe('what an unknown try came to', () => {
  test.each<{
    what: string;
    different?: Partial<Message>;
    heard: ReadonlyMap<string, unknown> | undefined;
    at: number;
    recoveredAt?: number;
    want: Action;
  }>([
    {
      what: 'Mailgun has it: its event goes to `track`, and it waits for that, however early',
      heard: seen(0),
      at: TRIED + SECOND,
      want: { type: 'settleLater', settleAt: TRIED + SECOND + 2 * MINUTE },
    },
    {
      what: 'Mailgun has it, and all tries are spent: its event goes to `track`, and it waits for that',
      different: { attempts: 4 },
      heard: seen(0),
      at: TRIED + 10 * MINUTE,
      want: { type: 'settleLater', settleAt: TRIED + 10 * MINUTE + 2 * MINUTE },
    },
    {
      what: 'Mailgun has it, though its events end here: its event goes to `track`, and it waits for that',
      heard: seen(0),
      at: TRIED + 4 * DAY,
      want: { type: 'settleLater', settleAt: TRIED + 4 * DAY + 2 * MINUTE },
    },
    {
      what: 'Mailgun has an earlier generation only: that says nothing of this one',
      different: { generation: 1 },
      heard: seen(0),
      at: TRIED + 5 * MINUTE,
      want: { type: 'settledAbsent' },
    },
    {
      what: 'silence, but too early to count: it waits',
      heard: silence,
      at: TRIED + 5 * MINUTE - 1,
      want: { type: 'settleLater', settleAt: TRIED + 5 * MINUTE },
    },
    {
      what: 'silence for five minutes: Mailgun never had it, it is sent again',
      heard: silence,
      at: TRIED + 5 * MINUTE,
      want: { type: 'settledAbsent' },
    },
    {
      what: 'silence for five minutes about bulk: it waits for thirty',
      different: { lane: 'bulk' },
      heard: silence,
      at: TRIED + 5 * MINUTE,
      want: { type: 'settleLater', settleAt: TRIED + 30 * MINUTE },
    },
    {
      what: 'silence for thirty minutes about bulk: it is sent again',
      different: { lane: 'bulk' },
      heard: silence,
      at: TRIED + 30 * MINUTE,
      want: { type: 'settledAbsent' },
    },
    {
      what: 'silence after the third of four tries: it is sent again',
      different: { attempts: 3 },
      heard: silence,
      at: TRIED + 5 * MINUTE,
      want: { type: 'settledAbsent' },
    },
    {
      what: 'silence after the last try: it has failed, with the last error',
      different: { attempts: 4 },
      heard: silence,
      at: TRIED + 5 * MINUTE,
      want: { type: 'fail', reason: 'dead_lettered', detail: 'ECONNABORTED' },
    },
    {
      what: 'silence after the last try, and nothing went through for anybody since: it is sent again',
      different: { attempts: 3, undecidedTryAt: TRIED },
      heard: silence,
      at: TRIED + 5 * MINUTE,
      want: { type: 'settledAbsent' },
    },
    {
      what: 'silence after the last try, and others went through since: it has failed',
      different: { attempts: 3, undecidedTryAt: TRIED },
      heard: silence,
      at: TRIED + 5 * MINUTE,
      recoveredAt: TRIED + SECOND,
      want: { type: 'fail', reason: 'dead_lettered', detail: 'ECONNABORTED' },
    },
    {
      what: 'events that could not be read: it waits a minute, however late',
      heard: undefined,
      at: TRIED + 2 * DAY,
      want: { type: 'settleLater', settleAt: TRIED + 2 * DAY + MINUTE },
    },
    {
      what: 'events that could not be read after the last try: it waits all the same',
      different: { attempts: 4 },
      heard: undefined,
      at: TRIED + 10 * MINUTE,
      want: { type: 'settleLater', settleAt: TRIED + 11 * MINUTE },
    },
    {
      what: 'three days to the moment: silence still counts',
      heard: silence,
      at: TRIED + 3 * DAY,
      want: { type: 'settledAbsent' },
    },
    ...[silence, undefined].map((heard) => ({
      what: `a try beyond Mailgun's memory, events ${heard ? 'silent' : 'unreadable'}: a person decides`,
      heard,
      at: TRIED + 3 * DAY + 1,
      want: {
        type: 'fail',
        reason: 'outcome_unknown',
        detail: "Mailgun's events no longer reach back to the try",
      } as const,
    })),
  ])('$what', ({ different, heard, at, recoveredAt = 0, want }) => {
    const message = aMessageThatIs('unknown', different);
    expect(settleAction(message, heard, config, { now: at, recoveredAt })).toEqual(want);
  });
});

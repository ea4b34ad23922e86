import { describe, expect, test } from 'vitest';
import type { Action } from '../../functions/outbox/life-actions.ts';
import type { Message } from '../../functions/outbox/message.ts';
import { settleAction } from '../../functions/outbox/settle.ts';
import { aConfig, aMessageThatIs, DAY, MESSAGE_ID, MINUTE, NOW, SECOND } from './messages.ts';

const config = aConfig({ delivery: { retry_attempts: 3, settle_minutes: { transactional: 5, bulk: 30 } } });
const TRIED = NOW + SECOND;

const silence = new Map<string, string>();
const seen = (generation: number) =>
  new Map([[`${MESSAGE_ID}.${generation}`, `<${MESSAGE_ID}.${generation}@mg.example.com>`]]);

describe('what an unknown try came to', () => {
  test.each<{
    what: string;
    different?: Partial<Message>;
    accepted: ReadonlyMap<string, string> | undefined;
    at: number;
    want: Action;
  }>([
    {
      what: 'Mailgun has it: sent, however early',
      accepted: seen(0),
      at: TRIED + SECOND,
      want: { type: 'sent', mailgunMessageId: `<${MESSAGE_ID}.0@mg.example.com>` },
    },
    {
      what: 'Mailgun has it, and all tries are spent: sent',
      different: { attempts: 4 },
      accepted: seen(0),
      at: TRIED + 10 * MINUTE,
      want: { type: 'sent', mailgunMessageId: `<${MESSAGE_ID}.0@mg.example.com>` },
    },
    {
      what: 'Mailgun has it, though its events end here: sent',
      accepted: seen(0),
      at: TRIED + 4 * DAY,
      want: { type: 'sent', mailgunMessageId: `<${MESSAGE_ID}.0@mg.example.com>` },
    },
    {
      what: 'Mailgun has an earlier generation only: that says nothing of this one',
      different: { generation: 1 },
      accepted: seen(0),
      at: TRIED + 5 * MINUTE,
      want: { type: 'settledAbsent' },
    },
    {
      what: 'silence, but too early to count: it waits',
      accepted: silence,
      at: TRIED + 5 * MINUTE - 1,
      want: { type: 'settleLater', settleAt: TRIED + 5 * MINUTE },
    },
    {
      what: 'silence for five minutes: Mailgun never had it, it is sent again',
      accepted: silence,
      at: TRIED + 5 * MINUTE,
      want: { type: 'settledAbsent' },
    },
    {
      what: 'silence for five minutes about bulk: it waits for thirty',
      different: { lane: 'bulk' },
      accepted: silence,
      at: TRIED + 5 * MINUTE,
      want: { type: 'settleLater', settleAt: TRIED + 30 * MINUTE },
    },
    {
      what: 'silence for thirty minutes about bulk: it is sent again',
      different: { lane: 'bulk' },
      accepted: silence,
      at: TRIED + 30 * MINUTE,
      want: { type: 'settledAbsent' },
    },
    {
      what: 'silence after the third of four tries: it is sent again',
      different: { attempts: 3 },
      accepted: silence,
      at: TRIED + 5 * MINUTE,
      want: { type: 'settledAbsent' },
    },
    {
      what: 'silence after the last try: it has failed, with the last error',
      different: { attempts: 4 },
      accepted: silence,
      at: TRIED + 5 * MINUTE,
      want: { type: 'fail', reason: 'dead_lettered', detail: 'ECONNABORTED' },
    },
    {
      what: 'events that could not be read: it waits a minute, however late',
      accepted: undefined,
      at: TRIED + 2 * DAY,
      want: { type: 'settleLater', settleAt: TRIED + 2 * DAY + MINUTE },
    },
    {
      what: 'events that could not be read after the last try: it waits all the same',
      different: { attempts: 4 },
      accepted: undefined,
      at: TRIED + 10 * MINUTE,
      want: { type: 'settleLater', settleAt: TRIED + 11 * MINUTE },
    },
    {
      what: 'three days to the moment: silence still counts',
      accepted: silence,
      at: TRIED + 3 * DAY,
      want: { type: 'settledAbsent' },
    },
    ...[silence, undefined].map((accepted) => ({
      what: `a try beyond Mailgun's memory, events ${accepted ? 'silent' : 'unreadable'}: a person decides`,
      accepted,
      at: TRIED + 3 * DAY + 1,
      want: {
        type: 'fail',
        reason: 'outcome_unknown',
        detail: "Mailgun's events no longer reach back to the try",
      } as const,
    })),
  ])('$what', ({ different, accepted, at, want }) => {
    expect(settleAction(aMessageThatIs('unknown', different), accepted, config, at)).toEqual(want);
  });
});

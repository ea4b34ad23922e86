import {
  afterConflict,
  argue,
  type Argued,
  checkedBefore,
  consistent,
  costsMore,
  logged,
  noUndefined,
} from './argue.ts';
import { ofTracking } from './survivors-tracking.ts';

const forged = 'A token of fewer parts has no signature that fits, and is forged all the same.';

export const argued: readonly Argued[] = [
  ...argue('platform/signed-link.ts', forged, [
    ['encoded === undefined ||\n    keyId === undefined', 'false'],
    ['encoded === undefined ||\n    keyId === undefined', 'encoded === undefined && keyId === undefined'],
    ['encoded === undefined', 'false'],
    ['keyId === undefined', 'false'],
  ]),
  ...argue('outbox/message/life.ts', checkedBefore, [
    ['message.retries?.at(-1)?.retriedAt', 'message.retries?.at(-1).retriedAt'],
  ]),
  ...argue('outbox/message/life.ts', 'Where the field stands it holds a time.', [
    ['life.settleAt !== undefined', 'true'],
    [
      "'settleAt' in life && life.settleAt !== undefined",
      "'settleAt' in life || life.settleAt !== undefined",
    ],
  ]),
  ...argue('outbox/message/tries.ts', 'No time is after undefined.', [
    ['undecidedTryAt !== undefined', 'true'],
  ]),
  ...argue('outbox/message/tries.ts', 'No word is a try without an answer.', [
    ['[]', '["Stryker was here"]'],
  ]),
  ...argue('outbox/sweep/settle.ts', afterConflict, [['fresh.rev === message.rev', 'false']]),
  ...argue('outbox/sweep/settle.ts', logged, [['{\n      error: loggable(error),\n    }', '{}']]),
  ...argue('outbox/sweep/settle.ts', checkedBefore, [
    ['message.failedTries?.at(-1)?.error', 'message.failedTries?.at(-1).error'],
    ['message.failedTries?.at', 'message.failedTries.at'],
  ]),
  ...argue('preferences/gate.ts', 'No recipient has a field of the name null.', [
    ['refusedBy !== null', 'true'],
  ]),
  ...argue('preferences/recipient-changes.ts', 'No time is before undefined.', [
    ['recipient.unsuppressedAt !== undefined', 'true'],
  ]),
  ...argue('preferences/recipient-changes.ts', 'No word is within the window, either.', [
    ['[]', '["Stryker was here"]'],
  ]),
  ...argue('preferences/settings.ts', 'The last case: what ends there answers undefined.', [
    ["case 'never':\n      return undefined;", "case 'never':"],
  ]),
  ...argue('outbox/flow/breaker.ts', consistent, [['true', 'false']]),
  ...argue('outbox/flow/breaker.ts', 'Any number that was not there before tells revisions apart.', [
    ['rev + 1', 'rev - 1'],
  ]),
  ...argue('outbox/flow/breaker.ts', costsMore, [
    ['written', 'true'],
    ['holdUntil > breaker.holdUntil', 'holdUntil >= breaker.holdUntil'],
  ]),
  ...argue('outbox/flow/breaker.ts', 'Other states count no failures, and compare as false.', [
    ["state.name === 'closed'", 'true'],
  ]),
  ...argue('outbox/flow/cancellation-store.ts', consistent, [['true', 'false']]),
  ...argue('outbox/flow/cancellation-store.ts', 'What is open has its item, until both are done.', [
    ['[]', '["Stryker was here"]'],
    ['cancellation?.done', 'cancellation.done'],
    ['cancellation?.done === false', 'true'],
  ]),
  ...argue(
    'outbox/flow/cancellations.ts',
    'What does not wait any more can’t be cancelled by its life, either.',
    [
      ["({ life }) => life.status === 'scheduled' || life.status === 'queued'", '() => undefined'],
      ["life.status === 'scheduled'", 'false'],
      ["life.status === 'scheduled'", "life.status !== 'scheduled'"],
      ["life.status === 'scheduled' || life.status === 'queued'", 'true'],
    ],
  ),
  ...argue('outbox/flow/cancellations.ts', costsMore, [
    ['waiting.filter(({ overflow }) => overflow)', 'waiting'],
    ['overflowed.length > 0', 'overflowed.length >= 0'],
    ['overflowed.length > 0', 'true'],
    ['cancelled.length > 0', 'cancelled.length >= 0'],
    ['cancelled.length > 0', 'true'],
  ]),
  ...argue('outbox/flow/cancellations.ts', checkedBefore, [
    ['bodies.get(id)?.overflow?.tags', 'bodies.get(id)?.overflow.tags'],
  ]),
  ...argue('outbox/flow/domain-health.ts', 'Forgetting early costs two reads more.', [
    ['seen.size > 1000', 'seen.size <= 1000'],
    ['seen.size > 1000', 'true'],
  ]),
  ...argue(
    'outbox/flow/limiter.ts',
    'A look more, or a write that is refused and tried again; no slot differs.',
    [
      ['ask.seen >= ask.at', 'ask.seen > ask.at'],
      ['nextFreeAt > before', 'false'],
      ['nextFreeAt > before', 'nextFreeAt <= before'],
      ['nextFreeAt > before', 'nextFreeAt >= before'],
      ['nextFreeAt > before', 'true'],
      ['failed === 0', 'true'],
      ['failed === 0 && (await hasMovedOn())', 'failed === 0 || (await hasMovedOn())'],
      ['Math.max(nextFreeAt, taken.nextFreeAt)', 'Math.min(nextFreeAt, taken.nextFreeAt)'],
    ],
  ),
  ...argue('outbox/flow/pauses.ts', noUndefined, [['message.template !== undefined', 'true']]),
  ...argue('outbox/flow/pauses.ts', consistent, [['true', 'false']]),
  ...argue('outbox/flow/release-paused.ts', 'Only what is queued can be paused.', [
    ["message.life.status === 'queued'", 'true'],
  ]),
  ...argue('outbox/flow/release-paused.ts', afterConflict, [['fresh.rev === message.rev', 'false']]),
  ...argue('outbox/sweep/sweep.ts', afterConflict, [['fresh.rev === message.rev', 'false']]),
  ...argue(
    'outbox/sweep/sweep.ts',
    'It only says whether a page changed anything, and is never 0 by chance.',
    [
      ['changed.length + unannounced.length', 'changed.length - unannounced.length'],
      [
        'changed.length + unannounced.length + settlement.settled',
        'changed.length + unannounced.length - settlement.settled',
      ],
      [
        'changed.length + unannounced.length + settlement.settled + settlement.postponed',
        'changed.length + unannounced.length + settlement.settled - settlement.postponed',
      ],
    ],
  ),
  ...argue('outbox/sweep/sweep.ts', 'Only what is queued can be paused.', [
    ["life.status === 'queued'", 'true'],
  ]),
  ...argue('outbox/sweep/sweep.ts', 'No time is after undefined.', [
    ['life.announceAt !== undefined', 'true'],
  ]),
  ...argue('outbox/sweep/sweep.ts', 'The last case: what ends there answers undefined.', [
    ['default:\n      return undefined;', 'default:'],
  ]),
  ...argue('outbox/sweep/sweep.ts', costsMore, [['due.ids.length === 0', 'false']]),
  ...argue('outbox/sweep/sweep.ts', logged, [
    ['queued + lapsed', 'queued - lapsed'],
    ['queued + lapsed + settled', 'queued + lapsed - settled'],
    ['queued + lapsed + settled + skipped', 'queued + lapsed + settled - skipped'],
    ['queued + lapsed + settled + skipped + announced', 'queued + lapsed + settled + skipped - announced'],
  ]),
  ...argue('platform/local-time.ts', 'Each weekday comes within eight days.', [
    ['days <= 8', 'days < 8'],
    ['throw new Error(`No ${clock} comes in ${timezone} within a week`);', ';'],
  ]),
  ...argue('preferences/caps.ts', noUndefined, [['mail.template === undefined', 'false']]),
  ...argue('preferences/switched-off.ts', noUndefined, [['template !== undefined', 'true']]),
  ...ofTracking,
];

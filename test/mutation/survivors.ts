/** A change that no test of parts notices, and why it may stay so. */
export interface Argued {
  file: string;
  /** What stands there, and what was put in its place. */
  original: string;
  replacement: string;
  why: string;
}

type Change = readonly [original: string, replacement: string];

const argue = (file: string, why: string, changes: readonly Change[]): Argued[] =>
  changes.map(([original, replacement]) => ({ file: `functions/${file}`, original, replacement, why }));

const forged = 'A token of fewer parts has no signature that fits, and is forged all the same.';
const checkedBefore = 'Types ask for it; what it guards against was ruled out before.';
const logged = 'Only the log differs.';
const consistent = 'The tables of these tests are always consistent; others are not.';
const afterConflict = 'It is asked only after a conflict, which means another revision.';
const costsMore = 'What is found and written is the same, for one call more.';
const noUndefined = 'Nothing has the name undefined.';

export const argued: readonly Argued[] = [
  ...argue('platform/signed-link.ts', forged, [
    ['encoded === undefined ||\n    keyId === undefined', 'false'],
    ['encoded === undefined ||\n    keyId === undefined', 'encoded === undefined && keyId === undefined'],
    ['encoded === undefined', 'false'],
    ['keyId === undefined', 'false'],
  ]),
  ...argue('platform/signed-link.ts', 'What our own key has signed is an envelope.', [
    ['!opened.success', 'false'],
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
  ...argue('tracking/authority.ts', 'A Message-Id of ours has one such sign, its last.', [['/>$/', '/>/']]),
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
  ...argue('tracking/aftermath.ts', costsMore, [
    ['switches.length === 0', 'false'],
    [
      '[...byDomain]\n      .filter(([, { deferred, delivered }]) => deferred + delivered > 0)',
      '[...byDomain]',
    ],
    ['deferred + delivered > 0', 'deferred + delivered >= 0'],
    ['deferred + delivered > 0', 'true'],
    ['after.attachmentCount === undefined', 'false'],
  ]),
  ...argue('tracking/reconcile.ts', costsMore, [
    ['due.ids.length === 0', 'false'],
    ['messages.length === 0', 'false'],
  ]),
  ...argue('tracking/reconcile.ts', 'A Message-Id has one such sign at each end.', [
    ['/^<|>$/g', '/<|>$/g'],
    ['/^<|>$/g', '/^<|>/g'],
  ]),
  ...argue('tracking/reconcile.ts', logged, [['{ ...report }', '{}']]),
  ...argue(
    'tracking/reconcile.ts',
    'The index holds those alone that are sent and due; it lags by moments.',
    [
      ['(message.life.nextCheckAt ?? Infinity) <= now', 'true'],
      ["message.life.status === 'sent'", 'true'],
      ["message.life.status === 'sent' && (message.life.nextCheckAt ?? Infinity) <= now", 'true'],
      [
        "message.life.status === 'sent' && (message.life.nextCheckAt ?? Infinity) <= now",
        "message.life.status === 'sent' || (message.life.nextCheckAt ?? Infinity) <= now",
      ],
      ['(fresh) => isDue(fresh, now)', '() => undefined'],
      [
        '[...(await findMessages(deps.sends, due.ids)).values()].filter((message) =>\n      isDue(message, now),\n    )',
        '[...(await findMessages(deps.sends, due.ids)).values()]',
      ],
    ],
  ),
  ...argue('tracking/track.ts', logged, [
    ['{\n      messageIds: replays.map(({ event }) => event.messageId),\n    }', '{}'],
    ['({ event }) => event.messageId', '() => undefined'],
  ]),
  ...argue(
    'tracking/track.ts',
    'Thirty events never come to a hundred writes; it tells who raises the thirty.',
    [
      ['(sum, fold) => sum + fold.events.length + Number(fold.changed)', '() => undefined'],
      ['sum + fold.events.length', 'sum - fold.events.length'],
      ['sum + fold.events.length + Number(fold.changed)', 'sum + fold.events.length - Number(fold.changed)'],
      ['writes > WRITES_PER_TRANSACTION', 'false'],
      ['writes > WRITES_PER_TRANSACTION', 'writes >= WRITES_PER_TRANSACTION'],
      ['{\n    throw new Error(`${writes} writes do not fit one transaction`);\n  }', '{}'],
      ['throw new Error(`${writes} writes do not fit one transaction`);', ';'],
    ],
  ),
  ...argue('tracking/track.ts', 'How long it waits after a conflict decides nothing.', [
    ['deps.random() * 20', 'deps.random() / 20'],
    ['deps.random() * 20 * (failed + 1)', '(deps.random() * 20) / (failed + 1)'],
    ['failed + 1', 'failed - 1'],
  ]),
  ...argue('tracking/track.ts', checkedBefore, [
    ['message === undefined', 'false'],
    ['message !== undefined', 'true'],
    ['token === undefined', 'false'],
  ]),
  ...argue('tracking/track.ts', costsMore, [['start < incoming.length', 'start <= incoming.length']]),
  ...argue('tracking/store.ts', checkedBefore, [
    ['error.CancellationReasons?.[i]', 'error.CancellationReasons[i]'],
    ['reason?.Code', 'reason.Code'],
  ]),
  ...argue('tracking/consequences.ts', 'No time is within ten seconds of undefined.', [
    ['deliveredAt !== undefined', 'true'],
  ]),
  ...argue('tracking/announcements.ts', checkedBefore, [['moved?.detailType', 'moved.detailType']]),
];

import { argue, type Argued, checkedBefore, costsMore, logged } from './argue.ts';

/** What may stay unnoticed in the room that follows mails. */
export const ofTracking: readonly Argued[] = [
  ...argue('tracking/authority.ts', 'A Message-Id of ours has one such sign, its last.', [['/>$/', '/>/']]),
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
  ...argue('tracking/aftermath.ts', 'Of what is counted two types alone are read.', [
    ["event.type === 'deferred' || event.type === 'delivered'", 'true'],
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
  ...argue('tracking/track.ts', checkedBefore, [['token === undefined', 'false']]),
  ...argue('tracking/track-batch.ts', logged, [
    ['{ recordId: record.messageId }', '{}'],
    ['{ why }', '{}'],
    ['{ error: loggable(error) }', '{}'],
    ["deps.logger.error('A webhook token was used again for another event; that event is dropped');", ';'],
  ]),
  ...argue('tracking/track-batch.ts', checkedBefore, [
    ['raw', 'true'],
    ['raw !== undefined', 'true'],
    ['only === undefined', 'false'],
  ]),
  ...argue('tracking/track-batch.ts', 'What ends there answers undefined.', [
    ['{\n    return undefined;\n  }', '{}'],
  ]),
  ...argue('tracking/track-batch.ts', 'A hand-over is told from others by a longer name, too.', [
    ['sha256Hex(record.body).slice(0, 32)', 'sha256Hex(record.body)'],
  ]),
  ...argue('tracking/track.ts', costsMore, [['start < incoming.length', 'start <= incoming.length']]),
  ...argue('tracking/store.ts', checkedBefore, [
    ["item?.['deliveryId']", "item['deliveryId']"],
    ["item?.['deliveryId']?.S", "item?.['deliveryId'].S"],
    ["item?.['machine']", "item['machine']"],
    ['error.CancellationReasons?.[i]', 'error.CancellationReasons[i]'],
    ['reason?.Code', 'reason.Code'],
  ]),
  ...argue('tracking/store.ts', 'Nobody asks whether what is no event was stored before.', [
    ["write.subject === 'event'", 'true'],
  ]),
  ...argue('tracking/consequences.ts', 'No time is within ten seconds of undefined.', [
    ['deliveredAt !== undefined', 'true'],
  ]),
  ...argue('tracking/announcements.ts', 'What came again stands in a fold of its own.', [
    [
      'events.some(({ event }) => movingTypes.has(event.type))',
      'events.every(({\n  event\n}) => movingTypes.has(event.type))',
    ],
  ]),
  ...argue('tracking/announcements.ts', checkedBefore, [['moved?.detailType', 'moved.detailType']]),
];

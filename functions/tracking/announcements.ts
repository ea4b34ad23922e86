import { changeEvent, factEvent, type MessageEvent, sentEvent } from '../outbox/message/bus-events.ts';
import type { StoredFold } from './fold.ts';

/** The bus events that tell of a fold: the status a message reached, and each fact beside it. */
export const announcements = (fold: StoredFold): MessageEvent[] => [
  ...changesOf(fold),
  ...fold.events.flatMap((counted) => factOf(fold, counted)),
];

const changesOf = ({ before, after, events, again }: StoredFold): MessageEvent[] => {
  const retold = again && events.some(({ event }) => movingTypes.has(event.type));
  const moved = before.life.status !== after.life.status || retold ? changeEvent(after) : undefined;
  // Whoever sent it may not have lived to tell.
  const left = after.sentAt !== undefined && (before.sentAt === undefined || retold);
  return [
    ...(left && moved?.detailType !== 'email.sent' ? [sentEvent(after)] : []),
    ...(moved ? [moved] : []),
  ];
};

const movingTypes: ReadonlySet<string> = new Set([
  'accepted',
  'deferred',
  'delivered',
  'bounced',
  'failed',
  'rejected',
]);

const factOf = (fold: StoredFold, { event, machine }: StoredFold['events'][number]): MessageEvent[] => {
  switch (event.type) {
    case 'opened':
    case 'clicked':
      return machine
        ? []
        : [
            factEvent(event.type, fold.after, {
              at: event.occurredAt,
              generation: event.generation,
              url: event.url,
            }),
          ];
    case 'complained':
    case 'unsubscribed':
      return [factEvent(event.type, fold.after, { at: event.occurredAt, generation: event.generation })];
    default:
      return [];
  }
};

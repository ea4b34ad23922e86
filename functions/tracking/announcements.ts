import { changeEvent, factEvent, type MessageEvent } from '../outbox/bus-events.ts';
import type { Fold } from './fold.ts';

/** The bus events that tell of a fold: the status a message reached, and each fact beside it. */
export const announcements = (fold: Fold): MessageEvent[] => {
  const { before, after, changed } = fold;
  // A repeated hand-over finds nothing left to change, and its first may have ended before it told the bus.
  const moved =
    before.life.status !== after.life.status ||
    (!changed && fold.events.some(({ event }) => statusTypes.has(event.type)));
  const change = moved ? changeEvent(after) : undefined;
  return [...(change ? [change] : []), ...fold.events.flatMap((counted) => factOf(fold, counted))];
};

const statusTypes: ReadonlySet<string> = new Set(['delivered', 'bounced', 'failed']);

const factOf = (fold: Fold, { event, machine }: Fold['events'][number]): MessageEvent[] => {
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

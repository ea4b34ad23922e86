import type { DocumentedEvent } from '../functions/bus/documented-event.ts';
import { declaredLists, listOf } from './declared.ts';

const eventsSchema = listOf<DocumentedEvent>(['direction', 'type', 'summary', 'example']);

/** The bus events that rooms declare. */
export const allEvents = async (): Promise<DocumentedEvent[]> =>
  (await declaredLists('events', eventsSchema)).flatMap(({ items }) => items);

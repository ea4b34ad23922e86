import * as z from 'zod';
import { toIso } from '../../platform/clock.ts';
import { allItems } from '../../platform/dynamo-pages.ts';
import type { SendsTable } from './store.ts';

/** A Mailgun event of a message as it is kept for its timeline. */
export const storedEventSchema = z.object({
  type: z.string(),
  at: z.number(),
  generation: z.number(),
  machine: z.boolean().optional(),
  detail: z.string().optional(),
  url: z.string().optional(),
  client: z.string().optional(),
});
export type StoredEvent = z.infer<typeof storedEventSchema>;

/**
 * The key of an event. Mailgun's ids are unique within a day only, so the same event is the one whose
 * id, message, generation, type and day agree.
 */
export const eventKey = (event: {
  messageId: string;
  generation: number;
  type: string;
  at: number;
  id: string;
}) => ({
  pk: event.messageId,
  sk: `EVENT#${toIso(event.at).slice(0, 10)}#${event.generation}#${event.type}#${event.id}`,
});

/** All events of a message, oldest first. */
export const findEvents = async (sends: SendsTable, messageId: string): Promise<StoredEvent[]> => {
  const items = await allItems(sends.dynamo, {
    TableName: sends.table,
    KeyConditionExpression: 'pk = :id AND begins_with(sk, :event)',
    ExpressionAttributeValues: { ':id': messageId, ':event': 'EVENT#' },
    ConsistentRead: true,
  });
  return items.map((item) => storedEventSchema.parse(item)).sort((a, b) => a.at - b.at);
};

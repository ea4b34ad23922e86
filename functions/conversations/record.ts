import type { Bus, BusEvent } from '../bus/bus.ts';
import { toIso } from '../platform/clock.ts';
import type { RecordedDetail } from './conversations.events.ts';
import type { ConversationRecord, ConversationStore } from './store.ts';

export interface RecordDeps {
  conversations: Pick<ConversationStore, 'find' | 'putRecorded'>;
  bus: Bus;
  now: () => number;
}

/** Tells the bus of a conversation that has settled, once for each version that did, and at least that. */
export const tellRecorded = async (deps: RecordDeps, id: string): Promise<void> => {
  const record = await deps.conversations.find(id);
  if (record?.nextDueAt === undefined || record.nextDueAt > deps.now()) return;
  await deps.bus.publish([recordedEvent(record)]);
  await deps.conversations.putRecorded(record);
};

/** What other rooms and systems may want to know of a conversation: who it was with, and how it ended. */
const recordedEvent = ({ id, version, occurredAt, conversation }: ConversationRecord): BusEvent => {
  const { outcome, customer, ownerRepId, products, lead } = conversation;
  const { email, name, company, timezone } = customer;
  return {
    detailType: 'conversation.recorded',
    detail: {
      id,
      version,
      at: toIso(occurredAt),
      outcome,
      customer: { email, name, company, timezone, locale: customer.locale ?? conversation.locale },
      ownerRepId,
      products,
      lead: lead && { id: lead.id, score: lead.score },
    } satisfies RecordedDetail,
  };
};

import type { Bus, BusEvent } from '../../bus/bus.ts';
import { toIso } from '../../platform/clock.ts';
import type { EmailDetail, EmailFact, Related } from '../../contract/email-event.ts';
import type { Message } from './message.ts';
import { findHeads } from './body-store.ts';
import { type SendsTable } from './store.ts';

const announced = {
  sent: 'email.sent',
  delivered: 'email.delivered',
  bounced: 'email.bounced',
  failed: 'email.failed',
  skipped: 'email.skipped',
  cancelled: 'email.cancelled',
} as const;

/** A bus event about a message; `overflow` names the body that its metadata are in, where they are too long for the message. */
export interface MessageEvent extends BusEvent {
  overflow?: Pick<Message, 'id' | 'bodyId'>;
}

/** The bus as this room uses it. */
export interface MessageBus {
  publish: (events: readonly MessageEvent[]) => Promise<void>;
}

/** Completes events with the metadata that are kept in bodies, before they go out. */
export const makeMessageBus = (bus: Bus, sends: SendsTable): MessageBus => ({
  publish: async (events) => {
    const bodies = await findHeads(
      sends,
      events.flatMap(({ overflow }) => overflow ?? []),
    );
    await bus.publish(
      events.map(({ detailType, detail, overflow }) => {
        const kept = overflow && bodies.get(overflow.id)?.overflow?.metadata;
        return { detailType, detail: kept === undefined ? detail : { ...detail, metadata: kept } };
      }),
    );
  },
});

const overflowOf = ({ overflow, metadata, id, bodyId }: Message): Pick<MessageEvent, 'overflow'> =>
  overflow && metadata === undefined ? { overflow: { id, bodyId } } : {};

/** What a message belongs to, and what its caller said of it. */
export const relatedTo = ({
  sessionId,
  conversationId,
  appointmentId,
  leadId,
  metadata,
}: Message): Related => ({ sessionId, conversationId, appointmentId, leadId, metadata });

/** What every bus event about a message carries: its ids and the caller's metadata, so that nobody has to ask back. */
export const eventDetail = (message: Message): EmailDetail => ({
  id: message.id,
  generation: message.generation,
  recipient: message.to.email,
  category: message.category,
  template: message.template,
  status: message.life.status,
  reason: 'reason' in message.life ? message.life.reason : undefined,
  ...relatedTo(message),
});

/** The bus event that announces the status a message has reached; undefined for those on the way. */
export const changeEvent = (message: Message): MessageEvent | undefined => {
  const { status } = message.life;
  if (status === 'scheduled' || status === 'queued' || status === 'sending') return undefined;
  return { detailType: announced[status], detail: eventDetail(message), ...overflowOf(message) };
};

/** The bus event of a message's leaving, whatever has become of it since. */
export const sentEvent = (message: Message): MessageEvent => ({
  detailType: 'email.sent',
  detail: { ...eventDetail(message), status: 'sent', reason: undefined },
  ...overflowOf(message),
});

/** The bus event of a fact beside the status. */
export const factEvent = (
  fact: 'opened' | 'clicked' | 'complained' | 'unsubscribed',
  message: Message,
  more: { at: number; generation: number; url?: string | undefined },
): MessageEvent => ({
  detailType: `email.${fact}`,
  detail: {
    ...eventDetail(message),
    generation: more.generation,
    at: toIso(more.at),
    url: more.url,
  } satisfies EmailFact,
  ...overflowOf(message),
});

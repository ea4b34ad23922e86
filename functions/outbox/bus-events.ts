import type { BusEvent } from '../platform/bus.ts';
import { toIso } from '../platform/clock.ts';
import type { Message } from './message.ts';

const announced = {
  sent: 'email.sent',
  delivered: 'email.delivered',
  bounced: 'email.bounced',
  failed: 'email.failed',
  skipped: 'email.skipped',
  cancelled: 'email.cancelled',
} as const;

/** What every bus event about a message carries: its ids and the caller's metadata, so that nobody has to ask back. */
export const eventDetail = (message: Message): Record<string, unknown> => ({
  id: message.id,
  generation: message.generation,
  recipient: message.to.email,
  category: message.category,
  template: message.template,
  status: message.life.status,
  reason: 'reason' in message.life ? message.life.reason : undefined,
  sessionId: message.sessionId,
  conversationId: message.conversationId,
  appointmentId: message.appointmentId,
  leadId: message.leadId,
  metadata: message.metadata,
});

/** The bus event that announces the status a message has reached; undefined for those on the way. */
export const changeEvent = (message: Message): BusEvent | undefined => {
  const { status } = message.life;
  if (status === 'scheduled' || status === 'queued' || status === 'sending') return undefined;
  return { detailType: announced[status], detail: eventDetail(message) };
};

/** The bus event of a fact beside the status. */
export const factEvent = (
  fact: 'opened' | 'clicked' | 'complained' | 'unsubscribed',
  message: Message,
  more: { at: number; url?: string | undefined },
): BusEvent => ({
  detailType: `email.${fact}`,
  detail: { ...eventDetail(message), at: toIso(more.at), url: more.url },
});

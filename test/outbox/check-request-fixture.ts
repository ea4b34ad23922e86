import { checkRequest } from '../../functions/outbox/check-request.ts';
import type { MessageRequest } from '../../functions/outbox/message-request.ts';
import { aConfig, NOW } from './messages.ts';

export const config = aConfig({ sending: { allowed_from: ['Events@Example.com'] } });

/** Faults as `pointer code`, in the order they are told. */
export const faultsOf = (content: unknown): string[] => {
  const checked = checkRequest(content, config, NOW);
  return checked.ok ? [] : checked.faults.map(({ pointer, code }) => `${pointer} ${code}`);
};

export const accepted = (content: unknown): MessageRequest => {
  const checked = checkRequest(content, config, NOW);
  if (!checked.ok) throw new Error(JSON.stringify(checked.faults));
  return checked.request;
};

export const attachment = (bytes: number, different: Record<string, unknown> = {}) => ({
  filename: 'offer.pdf',
  contentType: 'application/pdf',
  content: Buffer.alloc(bytes, 7).toString('base64'),
  ...different,
});

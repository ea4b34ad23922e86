import { checkRequest } from '../../functions/outbox/accept/check-request.ts';
import { readRequest } from '../../functions/outbox/accept/read-request.ts';
import type { MessageRequest } from '../../functions/outbox/accept/message-request.ts';
import { namedTemplate } from '../templates/built-ins.ts';
import { aConfig, NOW } from './messages.ts';

export const config = aConfig({ sending: { allowed_from: ['Events@Example.com'] } });

/** Faults as `pointer code`, in the order they are told. */
export const faultsOf = (content: unknown): string[] => {
  const check = checkRequest(readRequest(content), {
    config,
    now: NOW,
    template: namedTemplate(content),
    recipient: undefined,
  });
  return check.ok ? [] : check.faults.map(({ pointer, code }) => `${pointer} ${code}`);
};

export const accepted = (content: unknown): MessageRequest => {
  const check = checkRequest(readRequest(content), {
    config,
    now: NOW,
    template: namedTemplate(content),
    recipient: undefined,
  });
  if (!check.ok) throw new Error(JSON.stringify(check.faults));
  return check.checked.request;
};

export const attachment = (bytes: number, different: Record<string, unknown> = {}) => ({
  filename: 'offer.pdf',
  contentType: 'application/pdf',
  content: Buffer.alloc(bytes, 7).toString('base64'),
  ...different,
});

import { checkRequest } from '../../functions/outbox/accept/check-request.ts';
import { readRequest } from '../../functions/outbox/accept/read-request.ts';
import { type PlanContext, planMessage } from '../../functions/outbox/accept/plan-message.ts';
import type { Recipient } from '../../functions/preferences/recipient.ts';
import { namedTemplate } from '../templates/built-ins.ts';
import { aConfig, DAY, MESSAGE_ID, NOW } from './messages.ts';

const config = aConfig();

export const plan = (content: Record<string, unknown>, different: Partial<PlanContext> = {}) => {
  const { recipient } = different;
  const check = checkRequest(readRequest(content), {
    config,
    now: NOW,
    template: namedTemplate(content),
    recipient,
  });
  if (!check.ok) throw new Error(JSON.stringify(check.faults));
  return planMessage(check.checked, {
    id: MESSAGE_ID,
    client: 'crm',
    requestHash: 'hash',
    bodyId: 'body_1',
    recipient: undefined,
    attachments: [],
    config,
    mode: 'live',
    now: NOW,
    ...different,
  });
};

export const ada = (different: Partial<Recipient>): Recipient => ({
  emailAddress: 'ada@example.com',
  consent: { marketing: { basis: 'express', source: 'form', at: NOW - DAY } },
  ...different,
});

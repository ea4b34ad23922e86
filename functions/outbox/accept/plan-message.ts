import { DAY } from '../../platform/clock.ts';
import type { Config, SendingMode } from '../../platform/config.ts';
import { type Category, categoryRules } from '../../contract/category.ts';
import { gate, type GateQuestion } from '../../preferences/gate.ts';
import type { Recipient } from '../../preferences/recipient.ts';
import { settingsOf } from '../../preferences/settings.ts';
import { isSwitchedOff } from '../../preferences/switched-off.ts';
import type { MessageBody, StoredAttachment } from '../message/body.ts';
import { type Beginning, beginLife, type NewMessage } from '../message/life.ts';
import { staleAt } from '../message/send-at.ts';
import type { CheckedRequest, MessageRequest } from './message-request.ts';
import type { Message } from '../message/message.ts';
import { htmlToPlainText } from '../../platform/plain-text.ts';
import { isAddressAllowed } from '../message/sending-mode.ts';

/** What a message's own item holds of these; more goes to the body item. */
const OWN_ITEM_BYTES = 256;
/** The reader's language and zone: the request's, else the recipient's own, else those of app.yaml. */
export const readerOf = (
  asked: { locale?: string | undefined; timezone?: string | undefined },
  recipient: Recipient | undefined,
  { localization }: Pick<Config, 'localization'>,
): { locale: string; timezone: string } => ({
  locale: asked.locale ?? recipient?.locale ?? localization.locale,
  timezone: asked.timezone ?? recipient?.timezone ?? localization.timezone,
});

export interface PlanContext {
  id: string;
  client: string;
  requestHash: string;
  bodyId: string;
  recipient: Recipient | undefined;
  /** Of a capped mail that leaves now: how many like it the recipient got. */
  capped?: GateQuestion['capped'];
  attachments: StoredAttachment[];
  config: Config;
  mode: SendingMode;
  now: number;
  /** A mail to see what a template looks like: it is counted nowhere, and opt-outs do not hold it back. */
  isTest?: boolean | undefined;
  /** When what it tells of happened. */
  occasionAt?: number | undefined;
}

/** What accept stores for a request that has passed every check: the message and its body. */
export const planMessage = (
  { request, template, subject }: CheckedRequest,
  context: PlanContext,
): { message: Message; body: MessageBody } => {
  const { now } = context;
  const category: Category = template?.category ?? request.category ?? 'system';
  const [own, overflow] = splitBySize({ subject, tags: request.tags, metadata: request.metadata });
  const base: NewMessage = {
    id: context.id,
    client: context.client,
    requestHash: context.requestHash,
    bodyId: context.bodyId,
    to: request.to,
    category,
    lane: categoryRules[category].lane,
    ...own,
    ...(overflow && { overflow: true }),
    ...(template && { template: template.name, templateVersion: template.version }),
    ...(context.attachments.length > 0 && { attachmentCount: context.attachments.length }),
    ...(context.isTest === true && { isTest: true }),
    occasionAt: context.occasionAt,
    sessionId: request.sessionId,
    conversationId: request.conversationId,
    appointmentId: request.appointmentId,
    leadId: request.leadId,
    expiresAt: request.expiresAt,
  };
  return {
    message: beginLife(base, begin(request, base, context), now),
    body: {
      content: template
        ? { kind: 'template', template: template.name, version: template.version, data: request.data ?? {} }
        : {
            kind: 'inline',
            subject,
            html: request.html,
            text: request.text ?? (request.html === undefined ? undefined : htmlToPlainText(request.html)),
          },
      from: request.from,
      replyTo: request.replyTo,
      ...readerOf(request, context.recipient, context.config),
      ...(context.attachments.length > 0 && { attachments: context.attachments }),
      ...(request.calendar && { calendar: request.calendar }),
      ...(overflow && { overflow }),
    },
  };
};

const begin = (request: MessageRequest, base: NewMessage, context: PlanContext): Beginning => {
  const { config, now } = context;
  const dueAt = request.sendAt ?? now;
  const verdict = gate({
    category: base.category,
    recipient: context.recipient,
    settings: settingsOf(context.recipient, config, request.timezone),
    isDisabled: isSwitchedOff(base.template, config),
    capped: context.capped,
    isTest: base.isTest,
    staleAt: staleAt(
      {
        ...base,
        rev: 0,
        acceptedAs: 'queued',
        createdAt: dueAt,
        generation: 0,
        copy: 0,
        attempts: 0,
        opens: 0,
        clicks: 0,
      },
      config.email.delivery.max_wait_days * DAY,
    ),
    addressAllowed: isAddressAllowed(request.to.email, context.mode, config),
    now,
  });
  if (verdict.kind === 'skip') return { as: 'skipped', reason: verdict.reason };
  if (dueAt > now) return { as: 'scheduled', scheduledAt: dueAt };
  return verdict.kind === 'wait' ? { as: 'scheduled', scheduledAt: verdict.until } : { as: 'queued' };
};

interface Sized {
  subject?: string | undefined;
  tags?: string[] | undefined;
  metadata?: Record<string, unknown> | undefined;
}

/** What fits into the message's own item, and the rest. */
const splitBySize = (all: Sized): [own: Sized, overflow: Sized | undefined] => {
  const given = Object.entries(all).filter(([, value]) => value !== undefined);
  const fits = ([, value]: [string, unknown]) => Buffer.byteLength(JSON.stringify(value)) <= OWN_ITEM_BYTES;
  const overflow: Sized = Object.fromEntries(given.filter((entry) => !fits(entry)));
  return [Object.fromEntries(given.filter(fits)), Object.keys(overflow).length > 0 ? overflow : undefined];
};

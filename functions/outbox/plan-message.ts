import { checkAddress, recipientKey } from '../platform/address.ts';
import { DAY, toIso } from '../platform/clock.ts';
import type { Config, SendingMode } from '../platform/config.ts';
import type { Fault } from '../platform/errors.ts';
import { type Category, categoryRules } from '../preferences/categories.ts';
import { gate } from '../preferences/gate.ts';
import type { Recipient } from '../preferences/recipient.ts';
import { checkData, findTemplate, templateNames } from '../templates/catalogue.ts';
import { renderTemplate } from '../templates/render.ts';
import type { MessageBody, StoredAttachment } from './body.ts';
import { type Beginning, beginLife, type NewMessage, staleAt } from './life.ts';
import type { MessageRequest } from './message-request.ts';
import type { Message } from './message.ts';
import { htmlToPlainText } from './plain-text.ts';

/** Longest time ahead that a send may be asked for. */
const MAX_AHEAD_MS = 366 * DAY;
/** What a message's own item holds of these; more goes to the body item. */
const OWN_ITEM_BYTES = 256;

/** Faults that depend on templates, configuration and clock rather than on the request alone. */
export const checkRequest = (request: MessageRequest, config: Config, now: number): Fault[] => [
  ...contentFaults(request),
  ...timeFaults(request, now),
  ...fromFaults(request, config),
];

const contentFaults = (request: MessageRequest): Fault[] => {
  if (request.template === undefined) return [];
  const template = findTemplate(request.template);
  if (!template) {
    return [
      {
        pointer: '/template',
        code: 'unknown_template',
        detail: `There is no template "${request.template}"; there is ${templateNames().join(', ')}.`,
      },
    ];
  }
  const contradiction =
    request.category !== undefined && request.category !== template.category
      ? [
          {
            pointer: '/category',
            code: 'contradiction',
            detail: `Template ${template.name} is of category ${template.category}; leave category out.`,
          },
        ]
      : [];
  return [...contradiction, ...checkData(template, request.data ?? {})];
};

const timeFaults = (request: MessageRequest, now: number): Fault[] => {
  const faults: Fault[] = [];
  if (request.sendAt !== undefined && request.sendAt < now) {
    faults.push({
      pointer: '/sendAt',
      code: 'in_the_past',
      detail: `It is ${toIso(now)} now; sendAt must be later.`,
    });
  }
  if (request.sendAt !== undefined && request.sendAt > now + MAX_AHEAD_MS) {
    faults.push({ pointer: '/sendAt', code: 'too_far_ahead', detail: 'At most a year ahead.' });
  }
  if (request.expiresAt !== undefined && request.expiresAt <= Math.max(now, request.sendAt ?? 0)) {
    faults.push({
      pointer: '/expiresAt',
      code: 'in_the_past',
      detail:
        request.sendAt === undefined
          ? `It is ${toIso(now)} now; expiresAt must be later.`
          : 'Must be later than sendAt.',
    });
  }
  return faults;
};

const fromFaults = (request: MessageRequest, config: Config): Fault[] => {
  const { from_email, allowed_from } = config.email.sending;
  const asked = request.from?.email;
  const allowed = [from_email, ...allowed_from].map((address) => normalised(address));
  return asked === undefined || allowed.includes(recipientKey(asked))
    ? []
    : [
        {
          pointer: '/from/email',
          code: 'from_not_allowed',
          detail: 'This sender is not allowed; add it to email.sending.allowed_from in app.yaml.',
        },
      ];
};

const normalised = (address: string): string => {
  const checked = checkAddress(address);
  return recipientKey(checked.ok ? checked.email : address);
};

/** Whether `sending.mode` lets mail go to an address; in `redirect` mode all mail goes, to the one mailbox. */
export const isAddressAllowed = (email: string, mode: SendingMode, config: Config): boolean => {
  if (mode !== 'allowlist') return true;
  const { allowlist, test_recipients } = config.email.sending;
  const domain = email.slice(email.lastIndexOf('@') + 1);
  return [...allowlist, ...test_recipients].some((entry) =>
    entry.includes('@') ? normalised(entry) === recipientKey(email) : entry === domain,
  );
};

export interface PlanContext {
  id: string;
  client: string;
  requestHash: string;
  recipient: Recipient | undefined;
  attachments: StoredAttachment[];
  config: Config;
  mode: SendingMode;
  now: number;
}

/** What accept stores for a request that has passed every check: the message and its body. */
export const planMessage = (
  request: MessageRequest,
  context: PlanContext,
): { message: Message; body: MessageBody } => {
  const { config, now } = context;
  const template = request.template === undefined ? undefined : findTemplate(request.template);
  const category: Category = template?.category ?? request.category ?? 'system';
  const subject = template
    ? renderTemplate(template, request.data ?? {}, { brand: config.brand, locale: request.locale ?? 'en' })
        .subject
    : (request.subject ?? '');
  const [own, overflow] = splitBySize({ subject, tags: request.tags, metadata: request.metadata });
  const base: NewMessage = {
    id: context.id,
    client: context.client,
    requestHash: context.requestHash,
    to: request.to,
    category,
    lane: categoryRules[category].lane,
    ...own,
    ...(overflow && { overflow: true }),
    ...(template && { template: template.name, templateVersion: template.version }),
    ...(context.attachments.length > 0 && { attachmentCount: context.attachments.length }),
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
      locale: request.locale,
      timezone: request.timezone,
      ...(context.attachments.length > 0 && { attachments: context.attachments }),
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
  if (!verdict.go) return { as: 'skipped', reason: verdict.reason };
  return dueAt > now ? { as: 'scheduled', scheduledAt: dueAt } : { as: 'queued' };
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

import { sendAtFaults } from '../message/send-at.ts';
import { recipientKey } from '../../platform/address.ts';
import { toIso } from '../../platform/clock.ts';
import type { Config } from '../../platform/config.ts';
import type { Fault } from '../../platform/errors.ts';
import { describeHtmlFault, htmlBoundsFault } from '../../platform/html-bounds.ts';
import type { Recipient } from '../../preferences/recipient.ts';
import { TemplateFault } from '../../rendering/engine/template-fault.ts';
import { compileVersion, renderTemplate } from '../../rendering/render.ts';
import type { TemplateVersion } from '../../rendering/template.ts';
import { checkData } from '../../rendering/variables.ts';
import type { CheckedRequest, MessageRequest, PartialRequest, ReadRequest } from './message-request.ts';
import { fieldsNamed } from './read-request.ts';
import { readerOf } from './plan-message.ts';
import { normalised } from '../message/sending-mode.ts';

const MAX_ATTACHMENT_BYTES = 3_000_000;
const MAX_METADATA_BYTES = 2048;

/** What came of looking up the template that a request names. */
export type NamedTemplate =
  | { kind: 'active'; template: TemplateVersion }
  | { kind: 'none'; why: 'unknown' | 'archived' | 'unpublished'; names: readonly string[] };

export interface CheckContext {
  config: Config;
  now: number;
  /** Undefined when the request names none. */
  template: NamedTemplate | undefined;
  /** Who it goes to, as far as we know them. */
  recipient: Recipient | undefined;
}

export type RequestCheck = { ok: true; checked: CheckedRequest } | { ok: false; faults: Fault[] };

/** Tells all faults of a request at once: of its fields, between them, and with the world. */
export const checkRequest = (read: ReadRequest, context: CheckContext): RequestCheck => {
  const { config, now } = context;
  const valid = fieldsOf(read);
  const named = read.ok ? fieldsNamed(read.request) : read.named;
  const faults = [
    ...(read.ok ? [] : read.faults),
    ...formFaults(valid, named),
    ...contentFaults(valid, context.template),
    ...sizeFaults(valid),
    ...htmlFaults(valid),
    ...timeFaults(valid, now),
    ...fromFaults(valid, config),
  ];
  if (!read.ok || faults.length > 0) return { ok: false, faults };
  return renderOnce(read.request, context);
};

/** What of a request is right on its own. */
export const fieldsOf = (read: ReadRequest): PartialRequest => (read.ok ? read.request : read.fields);

/** What is accepted can be written: a mail is rendered before it is promised, so that none fails for its data later. */
const renderOnce = (request: MessageRequest, context: CheckContext): RequestCheck => {
  const { config, now } = context;
  if (context.template?.kind !== 'active') {
    return { ok: true, checked: { request, template: undefined, subject: request.subject ?? '' } };
  }
  const { template } = context.template;
  const faulty = (code: string, detail: string): RequestCheck => ({
    ok: false,
    faults: [{ pointer: '/data', code, detail }],
  });
  try {
    const { subject } = renderTemplate(compileVersion(template), request.data ?? {}, {
      brand: config.brand,
      ...readerOf(request, context.recipient, config),
      recipient: request.to,
      links: {},
      now: request.sendAt ?? now,
    });
    return subject === ''
      ? faulty('empty_subject', `With these data the subject of ${template.name} is empty.`)
      : { ok: true, checked: { request, template, subject } };
  } catch (error) {
    if (error instanceof TemplateFault) return faulty(error.code, error.message);
    throw error;
  }
};

/** Either a template and its data, or content of one's own; `named` are the fields that are there, right or wrong. */
const formFaults = (request: PartialRequest, named: ReadonlySet<string>): Fault[] => {
  if (named.has('template')) {
    return ['subject', 'html', 'text']
      .filter((name) => named.has(name))
      .map((name) => contradiction(name, 'Give either a template or inline content, not both.'));
  }
  const faults: Fault[] = [];
  if (request.data !== undefined) faults.push(contradiction('data', 'Data belong to a template; name one.'));
  const missing = (name: string, detail: string) =>
    faults.push({ pointer: `/${name}`, code: 'missing', detail });
  if (!named.has('subject')) missing('subject', 'An inline e-mail needs a subject; or name a template.');
  if (!named.has('html') && !named.has('text')) {
    missing('html', 'An inline e-mail needs html, text or both; or name a template.');
  }
  if (!named.has('category')) missing('category', 'An inline e-mail names its category.');
  return faults;
};

const contradiction = (name: string, detail: string): Fault => ({
  pointer: `/${name}`,
  code: 'contradiction',
  detail,
});

const sizeFaults = (request: PartialRequest): Fault[] => {
  const attached = (request.attachments ?? []).reduce((sum, { content }) => sum + decodedBytes(content), 0);
  const metadata = Buffer.byteLength(JSON.stringify(request.metadata ?? {}));
  return [
    ...tooBig('attachments', 'Attachments have', attached, MAX_ATTACHMENT_BYTES),
    ...tooBig('metadata', 'As JSON metadata has', metadata, MAX_METADATA_BYTES),
  ];
};

/** HTML that would take long to read through: a text part is made of it. */
const htmlFaults = ({ html }: PartialRequest): Fault[] => {
  const fault = html === undefined ? undefined : htmlBoundsFault(html);
  return html === undefined || fault === undefined
    ? []
    : [{ pointer: '/html', code: 'template_limit', detail: describeHtmlFault(html, fault) }];
};

const tooBig = (name: string, what: string, bytes: number, most: number): Fault[] =>
  bytes <= most
    ? []
    : [
        {
          pointer: `/${name}`,
          code: 'too_big',
          detail: `${what} ${bytes} bytes; at most ${most} are allowed.`,
        },
      ];

/** The size of base64 text once decoded. */
const decodedBytes = (base64: string): number =>
  Math.floor((base64.length * 3) / 4) - (/={0,2}$/.exec(base64)?.[0].length ?? 0);

/** The fault of naming a template that can't be sent; `names` are those that can. */
export const unknownTemplate = (
  name: string,
  names: readonly string[],
  why: 'unknown' | 'archived' | 'unpublished' = 'unknown',
): Fault => {
  const states = {
    unknown: `There is no template "${name}"`,
    archived: `Template "${name}" is archived; activate one of its versions to send it`,
    unpublished: `Template "${name}" has no active version; publish and activate one`,
  };
  return {
    pointer: '/template',
    code: 'unknown_template',
    detail: `${states[why]}. There is ${names.join(', ')}.`,
  };
};

const contentFaults = (request: PartialRequest, named: NamedTemplate | undefined): Fault[] => {
  if (request.template === undefined || named === undefined) return [];
  if (named.kind === 'none') {
    return [unknownTemplate(request.template, named.names, named.why)];
  }
  const { template } = named;
  const mismatch =
    request.category !== undefined && request.category !== template.category
      ? [
          contradiction(
            'category',
            `Template ${template.name} is of category ${template.category}; leave category out.`,
          ),
        ]
      : [];
  return [...mismatch, ...checkData(template, request.data ?? {})];
};

const timeFaults = (request: PartialRequest, now: number): Fault[] => {
  const faults = request.sendAt === undefined ? [] : sendAtFaults(request.sendAt, now);
  if (request.expiresAt !== undefined && request.expiresAt <= now) {
    const detail = `It is ${toIso(now)} now; expiresAt must be later.`;
    faults.push({ pointer: '/expiresAt', code: 'in_the_past', detail });
  } else if (request.expiresAt !== undefined && request.expiresAt <= (request.sendAt ?? 0)) {
    faults.push({ pointer: '/expiresAt', code: 'in_the_past', detail: 'Must be later than sendAt.' });
  }
  return faults;
};

const fromFaults = (request: PartialRequest, config: Config): Fault[] => {
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

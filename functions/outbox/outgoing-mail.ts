import { formatMailbox } from '../platform/address.ts';
import type { Config, SendingMode } from '../platform/config.ts';
import { DAY } from '../platform/clock.ts';
import type { LinkKeys } from '../platform/secrets.ts';
import { signToken } from '../platform/signed-link.ts';
import { categoryRules } from '../preferences/categories.ts';
import { ONE_CLICK_PURPOSE, type OneClick } from '../preferences/one-click.ts';
import type { Recipient } from '../preferences/recipient.ts';
import { pinnedTemplate } from '../templates/catalogue.ts';
import { oneLine, renderTemplate } from '../templates/render.ts';
import type { AttachmentBytes } from './attachments.ts';
import type { MessageBody } from './body.ts';
import { type Message, messageIdHeader } from './message.ts';

/** A mail as mailgun.js takes it. */
export interface OutgoingMail {
  domain: string;
  messageId: string;
  fields: MailgunFields;
}

export interface MailgunFields {
  from: string;
  to: string;
  subject: string;
  html?: string;
  text: string;
  attachment?: AttachmentBytes[];
  'o:tag': string[];
  [option: `o:tracking${string}` | `h:${string}` | `v:${string}`]: string;
}

export interface MailContext {
  config: Config;
  mode: SendingMode;
  baseUrl: string;
  linkKeys: LinkKeys;
  recipient: Recipient | undefined;
  attachments: AttachmentBytes[];
  now: number;
}

const ONE_CLICK_LIFE_MS = 365 * DAY;
/** Mailgun's older limit, which every plan takes; ASCII in lower case, since tags fold case there. */
const MAX_TAGS = 3;

/** The domain that a message leaves from: marketing has its own reputation where it has its own domain. */
export const sendingDomain = (category: Message['category'], config: Config): string => {
  const { domain, marketing_domain } = config.email.mailgun;
  return category === 'marketing' ? (marketing_domain ?? domain) : domain;
};

export interface Content {
  subject: string;
  html?: string | undefined;
  text?: string | undefined;
}

/** What the recipient reads. A pinned version and the same data give the same content at any time. */
export const contentOf = (body: MessageBody, config: Config): Content => {
  const { content } = body;
  if (content.kind === 'inline') return content;
  return renderTemplate(pinnedTemplate(content.template, content.version), content.data, {
    brand: config.brand,
    locale: body.locale ?? 'en',
  });
};

/** Puts a message into Mailgun's form: content, headers, tracking and the variables that lead events back to it. */
export const composeMail = (message: Message, body: MessageBody, context: MailContext): OutgoingMail => {
  const { config } = context;
  const { sending } = config.email;
  const domain = sendingDomain(message.category, config);
  const content = contentOf(body, config);
  const messageId = messageIdHeader(message, domain);
  const redirected = context.mode === 'redirect' && sending.redirect_to !== null;
  return {
    domain,
    messageId,
    fields: {
      from: formatMailbox({
        email: body.from?.email ?? sending.from_email,
        name: body.from?.name ?? sending.from_name,
      }),
      to: formatMailbox(redirected ? { ...message.to, email: sending.redirect_to ?? '' } : message.to),
      subject: oneLine(content.subject),
      ...(content.html !== undefined && { html: content.html }),
      text: content.text ?? '',
      ...(context.attachments.length > 0 && { attachment: context.attachments }),
      'o:tag': mailgunTags(message.category, message.tags ?? body.overflow?.tags ?? []),
      ...tracking(context),
      ...headers(message, body, { ...context, messageId }),
      ...(redirected && { 'h:X-Original-To': message.to.email }),
      'v:messageId': message.id,
      'v:generation': String(message.generation),
    },
  };
};

const mailgunTags = (category: string, tags: readonly string[]): string[] =>
  [category, ...tags.map((tag) => tag.toLowerCase())]
    .filter(
      (tag, i, all) =>
        /^[\u0021-\u007e]([\u0020-\u007e]*[\u0021-\u007e])?$/.test(tag) && all.indexOf(tag) === i,
    )
    .slice(0, MAX_TAGS);

const tracking = (context: MailContext): Pick<MailgunFields, `o:tracking${string}`> => {
  const { open_tracking, click_tracking, opens } = context.config.email.tracking;
  const consent = context.recipient?.consent?.tracking;
  const consented =
    consent !== undefined && (consent.expiresAt === undefined || consent.expiresAt > context.now);
  const trackOpens = open_tracking && (opens === 'all' || (opens === 'consented' && consented));
  return {
    'o:tracking': trackOpens || click_tracking ? 'yes' : 'no',
    'o:tracking-opens': trackOpens ? 'yes' : 'no',
    // Rewritten links in the text part would only frighten its reader.
    'o:tracking-clicks': click_tracking ? 'htmlonly' : 'no',
  };
};

const headers = (
  message: Message,
  body: MessageBody,
  context: MailContext & { messageId: string },
): Pick<MailgunFields, `h:${string}`> => {
  const unsubscribe =
    categoryRules[message.category].oneClick && context.config.email.tracking.unsubscribe_tracking
      ? {
          'h:List-Unsubscribe': `<${oneClickUrl(message, context)}>`,
          'h:List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
        }
      : {};
  return {
    'h:Message-Id': context.messageId,
    'h:Reply-To': body.replyTo ?? context.config.email.sending.reply_to,
    // RFC 3834, and Exchange's own way to say it: no holiday notes in answer to automatic mail.
    'h:Auto-Submitted': 'auto-generated',
    'h:X-Auto-Response-Suppress': 'OOF, AutoReply',
    ...unsubscribe,
  };
};

const oneClickUrl = (message: Message, context: MailContext): string => {
  const payload: OneClick = {
    email: message.to.email,
    category: message.category,
    messageId: message.id,
    generation: message.generation,
  };
  const token = signToken(context.linkKeys, {
    purpose: ONE_CLICK_PURPOSE,
    payload,
    expiresAt: context.now + ONE_CLICK_LIFE_MS,
  });
  return `${context.baseUrl}/u/${token}`;
};

import type { Config, SendingMode } from '../../platform/config.ts';
import { mailboxHeader } from '../../platform/mailbox-header.ts';
import type { LinkKeys } from '../../platform/secrets.ts';
import { asLine } from '../../platform/one-line.ts';
import { asName } from '../../platform/strangers-words.ts';
import { categoryRules } from '../../contract/category.ts';
import { linksEndAt, mailLink } from '../../preferences/public-links.ts';
import { hasConsent, type Recipient } from '../../preferences/recipient.ts';
import type { MailLinks } from '../../rendering/render.ts';
import type { TemplateVersion } from '../../rendering/template.ts';
import type { MessageBody } from '../message/body.ts';
import type { Message } from '../message/message.ts';
import { messageIdHeader } from '../../contract/message-id.ts';
import type { OutgoingMail, MailgunFields, AttachmentBytes } from '../../mailgun/outgoing-mail.ts';
import { sendingDomain } from '../message/sending-domain.ts';
import { contentOf } from '../message/content.ts';

export interface MailContext {
  config: Config;
  mode: SendingMode;
  baseUrl: string;
  linkKeys: LinkKeys;
  /** The version that the message pinned; undefined for inline content. */
  template: TemplateVersion | undefined;
  recipient: Recipient | undefined;
  attachments: AttachmentBytes[];
  now: number;
}

/** Mailgun's older limit, which every plan takes; ASCII in lower case, since tags fold case there. */
const MAX_TAGS = 3;
/** Puts a message into Mailgun's form: content, headers, tracking and the variables that lead events back to it. */
export const composeMail = (message: Message, body: MessageBody, context: MailContext): OutgoingMail => {
  const { config } = context;
  const { sending } = config.email;
  const domain = sendingDomain(message.category, config);
  const links = linksOf(message, context);
  const content = contentOf(message, body, { ...context, links });
  const messageId = messageIdHeader(message, domain);
  const redirected = context.mode === 'redirect' && sending.redirect_to !== null;
  const from = {
    email: body.from?.email ?? sending.from_email,
    name: body.from?.name ?? sending.from_name,
  };
  const to = {
    email: redirected ? (sending.redirect_to ?? '') : message.to.email,
    name: asName(message.to.name),
  };
  return {
    domain,
    messageId,
    from,
    to,
    calendar: body.calendar,
    fields: {
      from: mailboxHeader(from),
      to: mailboxHeader(to),
      subject: asLine(content.subject),
      ...(content.html !== undefined && { html: content.html }),
      text: content.text ?? '',
      ...(context.attachments.length > 0 && { attachment: context.attachments }),
      'o:tag': mailgunTags(message.category, message.tags ?? body.overflow?.tags ?? []),
      ...tracking(context),
      ...headers(body, { ...context, messageId, unsubscribe: links.unsubscribe }),
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
  // Who must agree to be watched and has not is watched in nothing.
  const isAllowed = opens !== 'consented' || hasConsent(context.recipient, 'tracking', context.now);
  const trackOpens = open_tracking && opens !== 'none' && isAllowed;
  const trackClicks = click_tracking && isAllowed;
  return {
    'o:tracking': trackOpens || trackClicks ? 'yes' : 'no',
    'o:tracking-opens': trackOpens ? 'yes' : 'no',
    // Rewritten links in the text part would only frighten its reader.
    'o:tracking-clicks': trackClicks ? 'htmlonly' : 'no',
  };
};

const headers = (
  body: MessageBody,
  context: MailContext & { messageId: string; unsubscribe: string | undefined },
): Pick<MailgunFields, `h:${string}`> => ({
  'h:Message-Id': context.messageId,
  'h:Reply-To': body.replyTo ?? context.config.email.sending.reply_to,
  // RFC 3834, and Exchange's own way to say it: no holiday notes in answer to automatic mail.
  'h:Auto-Submitted': 'auto-generated',
  'h:X-Auto-Response-Suppress': 'OOF, AutoReply',
  ...(context.unsubscribe !== undefined && {
    'h:List-Unsubscribe': `<${context.unsubscribe}>`,
    'h:List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  }),
});

/** The links of a mail that are its recipient's own; none to unsubscribe in a category that nobody may refuse. */
const linksOf = (message: Message, context: MailContext): MailLinks => {
  const { oneClick, preferencesLink } = categoryRules[message.category];
  const link = {
    email: message.to.email,
    category: message.category,
    messageId: message.id,
    generation: message.generation,
  };
  const until = { ...context, expiresAt: linksEndAt(context.now) };
  const isWanted = context.config.email.tracking.unsubscribe_tracking;
  return {
    ...(isWanted && oneClick && { unsubscribe: mailLink('u', link, until) }),
    ...(isWanted && preferencesLink && { preferences: mailLink('p', link, until) }),
  };
};

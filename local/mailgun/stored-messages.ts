import * as z from 'zod';
import type { EventData } from './event-data.ts';
import { type Answer, json } from './http.ts';
import type { MailStore } from './mail-store.ts';
import type { Content } from './message.ts';
import { refusals } from './refusals.ts';

export interface StoredMessages {
  /** The key and path of a mail's message, as its events are kept with them. */
  reference: (mail: { id: number; domain: string; messageId: string }) => { key: string; url: string };
  /** `GET /v3/domains/{domain}/messages/{key}`; as MIME for who accepts `message/rfc2822`. */
  get: (where: Where, accept: string | undefined) => Answer;
  attachment: (where: Where, number: string) => Answer;
}

interface Where {
  domain: string;
  key: string;
}

export const makeStoredMessages = (mails: MailStore, url: () => string): StoredMessages => {
  const find = ({ domain, key }: Where) => {
    const id = /^(\d+):/.exec(Buffer.from(key, 'base64url').toString('utf8'))?.[1];
    const message = id === undefined ? undefined : mails.stored(Number(id));
    return message?.facts.domain === domain ? message : undefined;
  };
  return {
    reference: ({ id, domain, messageId }) => {
      const key = Buffer.from(`${id}:${messageId}`).toString('base64url');
      return { key, url: pathOf({ domain, key }) };
    },
    get: (where, accept) => {
      const message = find(where);
      if (message === undefined) return refusals.messageNotFound();
      const { facts, content, recipient } = message;
      const common = {
        recipients: recipient,
        sender: facts.sender,
        from: facts.from,
        subject: facts.subject,
      };
      if (accept?.includes('message/rfc2822') === true) {
        return content.raw === undefined
          ? refusals.notEmulated('the MIME of a message that was sent in parts')
          : json(200, { ...common, 'body-mime': content.raw });
      }
      return json(200, {
        ...common,
        ...mainHeaders(content),
        'body-html': content.html,
        'body-plain': content.text,
        'stripped-html': content.html,
        'stripped-text': content.text,
        'stripped-signature': '',
        'message-headers': content.headers,
        attachments: content.attachments.map(({ filename, contentType, size }, i) => ({
          name: filename,
          'content-type': contentType,
          size,
          url: `${url()}${pathOf(where)}/attachments/${i}`,
        })),
        'content-id-map': {},
      });
    },
    attachment: (where, number) => {
      const found = find(where)?.content.attachments[Number(number)];
      if (found === undefined) return refusals.messageNotFound();
      return {
        status: 200,
        headers: { 'Content-Type': found.contentType },
        body: Buffer.from(found.content, 'base64'),
      };
    },
  };
};

const pathOf = ({ domain, key }: Where): string => `/v3/domains/${domain}/messages/${key}`;

const keptStorage = z.looseObject({ url: z.string().startsWith('/') });

/** An event as it is shown: its message is found where the fake listens now, not where it did when the mail came. */
export const withOrigin = (event: EventData, origin: string): EventData => {
  const storage = keptStorage.safeParse(event['storage']);
  if (!storage.success) return event;
  return { ...event, storage: { ...storage.data, url: `${origin}${storage.data.url}` } };
};

/** Mailgun names these always, and leaves empty what a message lacks. */
const mainHeaders = ({ headers, html, attachments }: Content): Record<string, string> => {
  const header = (name: string): string =>
    headers.find(([other]) => other.toLowerCase() === name.toLowerCase())?.[1] ?? '';
  const single = html === '' ? 'text/plain; charset=utf-8' : 'text/html; charset=utf-8';
  const names = [
    'From',
    'To',
    'Subject',
    'Message-Id',
    'X-Mailgun-Tag',
    'X-Mailgun-Template-Name',
    'X-Mailgun-Template-Variables',
  ];
  return {
    ...Object.fromEntries(names.map((name) => [name, header(name)])),
    'Mime-Version': '1.0',
    'Content-Transfer-Encoding': header('Content-Transfer-Encoding') || '7bit',
    'Content-Type': header('Content-Type') || (attachments.length > 0 ? 'multipart/mixed' : single),
  };
};

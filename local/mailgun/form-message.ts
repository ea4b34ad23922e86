import { parseAddresses, readableAddresses } from './addresses.ts';
import { fieldOf, fieldsOf, type Form } from './form.ts';
import {
  type Content,
  type HandedIn,
  isMessageId,
  linksOf,
  newMessageId,
  type Submission,
} from './message.ts';
import { faultsOfMessage, utcDate } from './refusals.ts';
import { type Checked, personalOptions, readSendOptions, refused, type SendOptions } from './send-options.ts';

/** Where and when a message came in. */
export interface Arrival {
  domain: string;
  /** Epoch milliseconds. */
  now: number;
  /** Makes a new Message-Id unique. */
  random: string;
}

/** Reads `POST /v3/{domain}/messages`, or answers why Mailgun refuses it. */
export const readFormMessage = (form: Form, arrival: Arrival): Checked<HandedIn> => {
  const from = fieldsOf(form, 'from').join(', ');
  if (from.trim() === '') return refused(faultsOfMessage.missing('from'));
  const sender = parseAddresses(from);
  if (sender?.[0] === undefined) return refused(faultsOfMessage.badAddress('from'));
  const options = readSendOptions(form, arrival.now);
  if (!options.ok) return options;
  const body = { html: fieldOf(form, 'html') ?? '', text: fieldOf(form, 'text') ?? '' };
  if ([body.html, body.text, fieldOf(form, 'amp-html') ?? ''].every((part) => part === '')) {
    return refused(faultsOfMessage.noBody);
  }
  const messageId =
    chosenMessageId(options.value.headers) ?? newMessageId(arrival.domain, arrival.now, arrival.random);
  const attachments = attachmentsOf(form);
  const submissions = personalOptions(options.value).map(({ options: personal, fill }) =>
    compose(
      {
        from: fill(from),
        sender: sender[0]?.address ?? from,
        subject: fill(fieldOf(form, 'subject') ?? ''),
        body: { html: fill(body.html), text: fill(body.text) },
        attachments,
      },
      personal,
      { messageId, arrival },
    ),
  );
  return { ok: true, value: { messageId, submissions } };
};

interface Source {
  from: string;
  sender: string;
  subject: string;
  body: { html: string; text: string };
  attachments: Content['attachments'];
}

const attachmentsOf = (form: Form): Content['attachments'] =>
  form.files
    .filter(({ name }) => name === 'attachment' || name === 'inline')
    .map(({ filename, contentType, data }) => ({
      filename,
      contentType,
      size: data.length,
      content: data.toString('base64'),
    }));

const compose = (
  source: Source,
  options: SendOptions,
  made: { messageId: string; arrival: Arrival },
): Submission => {
  const { messageId, arrival } = made;
  const { attachments } = source;
  const headers = composeHeaders(source, options, { messageId, now: arrival.now });
  const header = (name: string) => headers.find(([other]) => other === name)?.[1] ?? '';
  return {
    recipients: options.recipients,
    facts: {
      domain: arrival.domain,
      messageId,
      from: readableAddresses(header('From')),
      sender: source.sender,
      to: readableAddresses(header('To')),
      subject: header('Subject'),
      tags: options.tags,
      variables: options.variables,
      tracking: { opens: options.tracking.opens, clicks: options.tracking.clicks },
      links: linksOf(source.body, options.tracking.htmlOnly),
      testMode: options.testMode,
      ...(options.deliverAt !== undefined && { deliverAt: options.deliverAt }),
      size: sizeOf(source.body, attachments),
      attachments: attachments.map(({ filename, contentType, size }) => ({
        filename,
        'content-type': contentType,
        size,
      })),
    },
    content: { headers, ...source.body, attachments },
  };
};

const chosenMessageId = (headers: SendOptions['headers']): string | undefined => {
  const value = headers.find(([name]) => name.toLowerCase() === 'message-id')?.[1].trim();
  return value !== undefined && isMessageId(value) ? value : undefined;
};

const composeHeaders = (
  source: Source,
  options: SendOptions,
  made: { messageId: string; now: number },
): [name: string, value: string][] => {
  const listed = (mailboxes: SendOptions['to']) => mailboxes.map(({ text }) => text).join(', ');
  const headers: [name: string, value: string][] = [
    ['From', source.from],
    ['To', listed(options.to)],
    ...(options.cc.length > 0 ? [['Cc', listed(options.cc)] satisfies [string, string]] : []),
    ['Subject', source.subject],
    ['Date', utcDate(made.now).replace('UTC', '+0000')],
    ['Message-Id', made.messageId],
    ['Mime-Version', '1.0'],
  ];
  for (const [name, value] of options.headers) {
    const key = name.toLowerCase();
    if (key === 'message-id') continue;
    const own = headers.find(([other]) => other.toLowerCase() === key);
    if (own === undefined) headers.push([name, value]);
    else own[1] = value;
  }
  headers.push(...options.tags.map((tag) => ['X-Mailgun-Tag', tag] satisfies [string, string]));
  if (Object.keys(options.variables).length > 0) {
    headers.push(['X-Mailgun-Variables', JSON.stringify(options.variables)]);
  }
  return headers;
};

const sizeOf = (body: Source['body'], attachments: readonly { size: number }[]): number =>
  attachments.reduce(
    (sum, { size }) => sum + size,
    Buffer.byteLength(body.html) + Buffer.byteLength(body.text),
  );

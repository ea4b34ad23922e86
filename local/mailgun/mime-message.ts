import { type AddressObject, type HeaderLines, type ParsedMail, simpleParser } from 'mailparser';
import * as z from 'zod';
import { parseAddresses } from './addresses.ts';
import { fieldOf, type Form } from './form.ts';
import type { Arrival } from './form-message.ts';
import { type HandedIn, isMessageId, linksOf, newMessageId, type Submission } from './message.ts';
import { faultsOfMessage } from './refusals.ts';
import {
  type Checked,
  type PersonalOptions,
  personalOptions,
  readSendOptions,
  refused,
} from './send-options.ts';

/** Reads `POST /v3/{domain}/messages.mime`, or answers why Mailgun refuses it. */
export const readMimeMessage = async (form: Form, arrival: Arrival): Promise<Checked<HandedIn>> => {
  const options = readSendOptions(form, arrival.now);
  if (!options.ok) return options;
  const file = form.files.find(({ name }) => name === 'message')?.data;
  const field = fieldOf(form, 'message');
  const raw = file ?? (field === undefined ? undefined : Buffer.from(field));
  if (raw === undefined || raw.length === 0) return refused(faultsOfMessage.missing('message'));
  const parsed = await simpleParser(raw, {
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipImageLinks: true,
  });
  const from = textOf(parsed.from);
  const sender = parseAddresses(from);
  if (from === '') return refused(faultsOfMessage.missing('from'));
  if (sender?.[0] === undefined) return refused(faultsOfMessage.badAddress('from'));
  const mime = { parsed, raw: raw.toString('utf8'), from, sender: sender[0].address };
  const given = valuesOf(unfold(parsed.headerLines), 'message-id')[0];
  const messageId =
    given !== undefined && isMessageId(given)
      ? given
      : newMessageId(arrival.domain, arrival.now, arrival.random);
  const submissions = personalOptions(options.value).map((personal) =>
    compose(mime, personal, { messageId, domain: arrival.domain }),
  );
  return { ok: true, value: { messageId, submissions } };
};

interface Mime {
  parsed: ParsedMail;
  raw: string;
  from: string;
  sender: string;
}

const compose = (
  mime: Mime,
  { options, fill }: PersonalOptions,
  made: { messageId: string; domain: string },
): Submission => {
  const { parsed } = mime;
  const { messageId, domain } = made;
  const own = unfold(parsed.headerLines).map(([name, value]): [string, string] => [name, fill(value)]);
  const raw = fill(mime.raw);
  const body = { html: fill(parsed.html || ''), text: fill(parsed.text ?? '') };
  const attachments = parsed.attachments.map(({ filename, contentType, size, content }) => ({
    filename: filename ?? 'file',
    contentType,
    size,
    content: content.toString('base64'),
  }));
  return {
    recipients: options.recipients,
    facts: {
      domain,
      messageId,
      from: mime.from,
      sender: mime.sender,
      to: fill(textOf(parsed.to)),
      subject: fill(parsed.subject ?? ''),
      tags: [...new Set([...options.tags, ...valuesOf(own, 'x-mailgun-tag')])],
      variables: { ...variablesOf(own), ...options.variables },
      tracking: { opens: options.tracking.opens, clicks: options.tracking.clicks },
      links: linksOf(body, options.tracking.htmlOnly),
      testMode: options.testMode,
      ...(options.deliverAt !== undefined && { deliverAt: options.deliverAt }),
      size: Buffer.byteLength(raw),
      attachments: attachments.map(({ filename, contentType, size }) => ({
        filename,
        'content-type': contentType,
        size,
      })),
    },
    content: {
      headers: [
        ...own.filter(([name]) => name.toLowerCase() !== 'message-id'),
        ['Message-Id', messageId],
        ...options.headers,
        ...options.tags.map((tag) => ['X-Mailgun-Tag', tag] satisfies [string, string]),
        ...(Object.keys(options.variables).length > 0
          ? [['X-Mailgun-Variables', JSON.stringify(options.variables)] satisfies [string, string]]
          : []),
      ],
      ...body,
      attachments,
      raw,
    },
  };
};

const unfold = (lines: HeaderLines): [name: string, value: string][] =>
  lines.map(({ line }) => {
    const colon = line.indexOf(':');
    return [
      line.slice(0, colon),
      line
        .slice(colon + 1)
        .replace(/\r?\n(?=[ \t])/g, '')
        .trim(),
    ];
  });

const valuesOf = (headers: readonly [string, string][], name: string): string[] =>
  headers.filter(([other]) => other.toLowerCase() === name).map(([, value]) => value);

const variablesOf = (headers: readonly [string, string][]): Record<string, string> =>
  Object.fromEntries(
    valuesOf(headers, 'x-mailgun-variables').flatMap((value) => Object.entries(variablesSchema.parse(value))),
  );

const variablesSchema = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.record(z.string(), z.coerce.string()))
  .catch({});

const textOf = (addresses: AddressObject | AddressObject[] | undefined): string =>
  (addresses === undefined ? [] : [addresses].flat()).map(({ text }) => text).join(', ');

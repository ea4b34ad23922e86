import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ServiceError } from '../../platform/errors.ts';
import { invalid } from '../../platform/faults.ts';

/**
 * The request of an import with its list in UTF-8, as the other routes read bodies. UTF-16 is told by its byte order mark.
 * @throws ServiceError `unsupported_media_type` for another type than CSV, `invalid` for another encoding.
 */
export const asUtf8Csv = (event: APIGatewayProxyEventV2): APIGatewayProxyEventV2 => {
  assertCsv(event.headers['content-type']);
  const body = event.body ?? '';
  const text = event.isBase64Encoded ? decoded(Buffer.from(body, 'base64')) : asHandedOn(body);
  return {
    ...event,
    headers: { ...event.headers, 'content-type': 'text/csv; charset=utf-8' },
    body: Buffer.from(text).toString('base64'),
    isBase64Encoded: true,
  };
};

const assertCsv = (contentType: string | undefined): void => {
  if (/^\s*text\/csv\s*(?:;|$)/i.test(contentType ?? '')) return;
  const sent = contentType === undefined ? 'no Content-Type' : contentType.slice(0, 100);
  const detail = `A list is imported as CSV; send it with Content-Type: text/csv. The request has ${sent}.`;
  throw new ServiceError('unsupported_media_type', detail);
};

const encodings = [
  { mark: [0xef, 0xbb, 0xbf], name: 'utf-8' },
  { mark: [0xff, 0xfe], name: 'utf-16le' },
  { mark: [0xfe, 0xff], name: 'utf-16be' },
] as const;

const decoded = (bytes: Buffer): string => {
  const marked = encodings.find(({ mark }) => mark.every((byte, i) => bytes[i] === byte));
  try {
    const text = new TextDecoder(marked?.name ?? 'utf-8', { fatal: true }).decode(bytes);
    return withoutNul(text);
  } catch (cause) {
    if (cause instanceof ServiceError) throw cause;
    throw notUtf8();
  }
};

/**
 * A body that API Gateway has taken for text comes decoded as UTF-8, with U+FFFD for what is none: the byte order mark of
 * UTF-16 is two of them, and each letter has a NUL beside it. Other letters than those of Latin-1 are lost.
 */
const asHandedOn = (body: string): string => {
  if (!body.startsWith('\ufffd\ufffd')) {
    // In the place of a letter of another encoding; one that the list has itself can't be told from it.
    if (body.includes('\ufffd')) throw notUtf8();
    return withoutNul(body.replace(/^\ufeff/, ''));
  }
  const units = body.slice(2);
  if (!hasNulAtEverySecond(units, 0) && !hasNulAtEverySecond(units, 1)) throw notUtf8();
  return units.replaceAll('\0', '');
};

const hasNulAtEverySecond = (text: string, first: 0 | 1): boolean => {
  for (let at = 0; at < text.length; at += 1) {
    if ((text.charCodeAt(at) === 0) !== (at % 2 === first)) return false;
  }
  return text.length % 2 === 0;
};

const withoutNul = (text: string): string => {
  if (text.includes('\0')) throw notUtf8();
  return text;
};

const notUtf8 = (): ServiceError => {
  const detail =
    'The list is not in UTF-8, nor in UTF-16 with a byte order mark, or has U+FFFD in the place of letters. Save it as UTF-8 (in Excel: "CSV UTF-8") and send it again.';
  return invalid([{ pointer: '', code: 'invalid_encoding', detail }]);
};

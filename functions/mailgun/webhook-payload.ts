import * as z from 'zod';
import { parseJson } from '../platform/json.ts';
import type { Signature } from './signature.ts';

/** What a webhook request holds once it is read: who says so, and what. */
export interface WebhookPayload {
  stamp: Signature;
  /** Mailgun's `event-data`, whatever it looks like. */
  event: unknown;
}

const stampSchema = z.object({
  timestamp: z
    .union([z.string(), z.number()])
    .transform(String)
    .pipe(z.string().regex(/^\d{9,12}$/)),
  token: z.string().min(1).max(200),
  signature: z.string().regex(/^[0-9a-f]{64}$/i),
});

const present = z.object({ signature: stampSchema, 'event-data': z.unknown() });

/** Reads a webhook in Mailgun's present shape (JSON) or its legacy one (a form of either kind); undefined when it is none. */
export const readPayload = async (body: Buffer, contentType: string): Promise<WebhookPayload | undefined> => {
  if (/^(application\/x-www-form-urlencoded|multipart\/form-data)/i.test(contentType)) {
    return readLegacy(body, contentType);
  }
  try {
    const parsed = present.safeParse(parseJson(body.toString('utf8')));
    return parsed.success ? { stamp: parsed.data.signature, event: parsed.data['event-data'] } : undefined;
  } catch {
    return undefined;
  }
};

const readLegacy = async (body: Buffer, contentType: string): Promise<WebhookPayload | undefined> => {
  const fields = await formFields(body, contentType);
  const stamp = stampSchema.safeParse(fields);
  return stamp.success ? { stamp: stamp.data, event: fromLegacy(fields, stamp.data) } : undefined;
};

/** The texts of a form; files, such as the mail that was dropped, are left out. */
const formFields = async (body: Buffer, contentType: string): Promise<Record<string, string>> => {
  try {
    const response = new Response(new Uint8Array(body), { headers: { 'content-type': contentType } });
    // Discouraged for servers that take streams: here the body is whole, and the function's own limit bounds it.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    const form = await response.formData();
    return Object.fromEntries(
      [...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : [])),
    );
  } catch {
    return {};
  }
};

/** Legacy names of events, as `event` and `severity` of today. */
const legacyEvents: Readonly<Record<string, { event: string; severity?: string; reason?: string }>> = {
  accepted: { event: 'accepted' },
  delivered: { event: 'delivered' },
  bounced: { event: 'failed', severity: 'permanent', reason: 'bounce' },
  dropped: { event: 'failed', severity: 'permanent' },
  opened: { event: 'opened' },
  clicked: { event: 'clicked' },
  unsubscribed: { event: 'unsubscribed' },
  complained: { event: 'complained' },
};

const fromLegacy = (fields: Record<string, string>, stamp: Signature): unknown => {
  const name = fields['event'] ?? '';
  const known = Object.hasOwn(legacyEvents, name) ? legacyEvents[name] : undefined;
  if (known === undefined) return fields;
  return {
    reason: fields['reason'],
    ...known,
    // Legacy webhooks have no event id; their token is as unique.
    id: fields['event-id'] ?? stamp.token,
    timestamp: Number(stamp.timestamp),
    recipient: fields['recipient'],
    domain: { name: fields['domain'] },
    url: fields['url'],
    tags: [fields['tag'] ?? fields['X-Mailgun-Tag']].filter((tag) => tag !== undefined),
    'user-variables': fields,
    message: { headers: { 'message-id': fields['Message-Id'] ?? fields['message-id'] } },
    'delivery-status': {
      code: fields['code'] === undefined ? undefined : Number(fields['code']),
      message: fields['error'],
      description: fields['description'],
    },
    'client-info': { 'user-agent': fields['user-agent'], 'client-name': fields['client-name'] },
  };
};

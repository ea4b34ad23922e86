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

/** Reads a webhook in Mailgun's present shape (JSON) or its legacy one (a form); undefined when it is neither. */
export const readPayload = (body: Buffer, contentType: string): WebhookPayload | undefined => {
  if (/^application\/x-www-form-urlencoded/i.test(contentType)) return readLegacy(body);
  try {
    const parsed = present.safeParse(parseJson(body.toString('utf8')));
    return parsed.success ? { stamp: parsed.data.signature, event: parsed.data['event-data'] } : undefined;
  } catch {
    return undefined;
  }
};

const readLegacy = (body: Buffer): WebhookPayload | undefined => {
  const fields = Object.fromEntries(new URLSearchParams(body.toString('utf8')));
  const stamp = stampSchema.safeParse(fields);
  return stamp.success ? { stamp: stamp.data, event: fromLegacy(fields, stamp.data) } : undefined;
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

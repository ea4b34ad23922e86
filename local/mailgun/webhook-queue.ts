import { createHmac } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { makeMemo } from '../memo.ts';
import { randomHex } from './chance.ts';
import { withOrigin } from './stored-messages.ts';
import { jsonColumn } from './tables.ts';
import { type WebhookType, webhookTypeSchema } from './webhook-addresses.ts';

const signatureSchema = z.object({ timestamp: z.string(), token: z.string(), signature: z.string() });
type Signature = z.infer<typeof signatureSchema>;

export interface DueWebhook {
  id: number;
  attempts: number;
  /** Whether Mailgun tries this kind of event again. */
  retried: boolean;
  domain: string;
  type: WebhookType;
  body: string;
}

export type PostOutcome = 'done' | 'dropped' | 'failed';

export interface WebhookQueue {
  add: (event: number | bigint, dueAt: number) => void;
  /** The next ones due, signed; a signature stays the same for all tries. */
  due: (now: number, limit: number) => DueWebhook[];
  settle: (webhook: DueWebhook, outcome: PostOutcome, now: number) => void;
  nextDueAt: () => number | undefined;
  /** After the tables were emptied. */
  forget: () => void;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const retryWaitsMs = [5 * MINUTE, 10 * MINUTE, 15 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR];

const rowSchema = z.object({
  id: z.number(),
  attempts: z.number(),
  signature: jsonColumn(signatureSchema).nullable(),
  event: z.string(),
  severity: z.string().nullable(),
  domain: z.string(),
  data: jsonColumn(z.record(z.string(), z.unknown())),
});
const nextSchema = z.object({ next: z.number().nullable() });

export const makeWebhookQueue = (
  database: DatabaseSync,
  deps: { signingKey: string; url: () => string },
): WebhookQueue => {
  const insert = database.prepare('INSERT INTO mailgun_webhooks (event, due_at) VALUES (?, ?)');
  const select = database.prepare(
    `SELECT w.id, w.attempts, w.signature, e.event, e.severity, e.domain, e.data
     FROM mailgun_webhooks w JOIN mailgun_events e ON e.seq = w.event
     WHERE w.due_at <= ? ORDER BY w.due_at, w.id LIMIT ?`,
  );
  const sign = database.prepare('UPDATE mailgun_webhooks SET signature = ? WHERE id = ?');
  const postpone = database.prepare('UPDATE mailgun_webhooks SET attempts = ?, due_at = ? WHERE id = ?');
  const remove = database.prepare('DELETE FROM mailgun_webhooks WHERE id = ?');
  const next = database.prepare('SELECT min(due_at) AS next FROM mailgun_webhooks');
  const nextDue = makeMemo(() => nextSchema.parse(next.get()).next ?? undefined);
  const signed = (row: z.infer<typeof rowSchema>, now: number): Signature => {
    if (row.signature !== null) return row.signature;
    const signature = newSignature(deps.signingKey, now);
    sign.run(JSON.stringify(signature), row.id);
    return signature;
  };
  return {
    add: (event, dueAt) => {
      insert.run(event, dueAt);
      nextDue.forget();
    },
    due: (now, limit) =>
      select.all(now, limit).map((raw) => {
        const row = rowSchema.parse(raw);
        return {
          id: row.id,
          attempts: row.attempts,
          retried: row.event !== 'delivered',
          domain: row.domain,
          type: typeOf(row),
          body: JSON.stringify({
            signature: signed(row, now),
            'event-data': withOrigin(row.data, deps.url()),
          }),
        };
      }),
    settle: (webhook, outcome, now) => {
      nextDue.forget();
      const waitMs = retryWaitsMs[webhook.attempts];
      if (outcome === 'failed' && webhook.retried && waitMs !== undefined) {
        postpone.run(webhook.attempts + 1, now + waitMs, webhook.id);
      } else remove.run(webhook.id);
    },
    nextDueAt: nextDue.get,
    forget: nextDue.forget,
  };
};

/** Failures are two types, by how severe they are; all others are called as their events. */
const typeOf = ({ event, severity }: { event: string; severity: string | null }): WebhookType => {
  if (event !== 'failed') return webhookTypeSchema.parse(event);
  return severity === 'temporary' ? 'temporary_fail' : 'permanent_fail';
};

const newSignature = (signingKey: string, now: number): Signature => {
  const timestamp = String(Math.floor(now / 1000));
  const token = randomHex(50);
  return {
    timestamp,
    token,
    signature: createHmac('sha256', signingKey)
      .update(timestamp + token)
      .digest('hex'),
  };
};

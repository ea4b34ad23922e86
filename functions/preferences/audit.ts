import * as z from 'zod';
import type { Recipient } from './recipient.ts';

export const changedByWhom = ['recipient', 'mailgun', 'service', 'client'] as const;

/** Who changed what a recipient gets, when, how, and from which message. */
export const auditSchema = z.object({
  at: z.number(),
  by: z.enum(changedByWhom),
  how: z.enum([
    'one_click',
    'preference_centre',
    'webhook',
    'api',
    'import',
    'sync',
    'soft_bounces',
    'bus_event',
  ]),
  /** The API client, when one asked for it. */
  client: z.string().optional(),
  messageId: z.string().optional(),
});
export type Audit = z.infer<typeof auditSchema>;

/** A change as the history of a recipient keeps it: of each field, what it was and what it became. */
export const changeSchema = auditSchema.extend({
  changes: z.array(z.object({ field: z.string(), from: z.unknown(), to: z.unknown() })),
});
export type Change = z.infer<typeof changeSchema>;

/** Bookkeeping, which says nothing of what the recipient wants. */
const unaudited: ReadonlySet<string> = new Set([
  'emailAddress',
  'updatedAt',
  'unsubscribedAt',
  'softBounces',
]);

/** What differs between two states of a recipient. */
export const changesBetween = (before: Recipient, after: Recipient): Change['changes'] => {
  const [from, to] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return [...new Set([...from.keys(), ...to.keys()])]
    .filter((field) => !unaudited.has(field))
    .flatMap((field) => {
      const change = { field, from: from.get(field) ?? null, to: to.get(field) ?? null };
      return JSON.stringify(change.from) === JSON.stringify(change.to) ? [] : [change];
    });
};

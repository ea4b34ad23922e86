import * as z from 'zod';
import { derivedId } from '../platform/ids.ts';

const audiences = ['customer', 'attendee', 'rep', 'sales'] as const;
export const audienceSchema = z.enum(audiences).meta({
  id: 'Audience',
  description:
    'Whom it is written for: the customer, somebody else who takes part, the rep of an appointment, or the sales team.',
});
export type Audience = (typeof audiences)[number];

/** Why a notice has no e-mail. */
export type UnwrittenReason = NonNullable<Notice['reason']>;

export const noticeSchema = z.object({
  /** One for each occasion to write to one reader; the same occasion again has the same. */
  key: z.string(),
  at: z.number(),
  /** Of the resource, as its owner counts. */
  version: z.number(),
  /** Of the state that it tells. */
  rev: z.number(),
  audience: audienceSchema,
  template: z.string(),
  /** Absent where there is nobody to write to. */
  email: z.string().optional(),
  messageId: z.string().optional(),
  reason: z.enum(['no_address', 'no_content', 'frequency_cap']).optional(),
  /** Asked for by hand, so that a newer state does not take its place. */
  isManual: z.boolean().optional(),
});
/** That a reader was written to about a resource, or why not. */
export type Notice = z.infer<typeof noticeSchema>;

/** What stands for a mail that could not be written, so that its caller can tell it from others. */
export const unwrittenId = ({ key }: Pick<Notice, 'key'>): string => derivedId('msg', 'unwritten', key);

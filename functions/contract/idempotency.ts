import * as z from 'zod';

/** Of routes that make something: a repetition is answered as the first time. */
export const idempotencyHeaders = z.object({
  'idempotency-key': z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe(
      'Makes a repetition safe: the same key and body give the same answer and nothing twice. Up to 255 characters; kept for 30 days at least.',
    ),
});

import * as z from 'zod';

export const readers = ['person', 'scanner', 'apple'] as const;

const temporaryFailure = z.object({
  kind: z.literal('failed'),
  severity: z.literal('temporary'),
  attempt: z.number(),
  retrySeconds: z.number(),
});

const permanentFailure = z.object({
  kind: z.literal('failed'),
  severity: z.literal('permanent'),
  reason: z.enum(['bounce', 'old', 'suppress-bounce', 'suppress-unsubscribe', 'suppress-complaint']),
  attempt: z.number(),
});

/** What can happen to a mail, as it is kept until its time has come. */
export const happeningSchema = z.union([
  z.object({ kind: z.literal('accepted') }),
  z.object({ kind: z.literal('rejected') }),
  z.object({ kind: z.literal('delivered'), attempt: z.number() }),
  temporaryFailure,
  permanentFailure,
  z.object({ kind: z.literal('opened'), reader: z.enum(readers) }),
  z.object({ kind: z.literal('clicked'), reader: z.enum(readers), url: z.string() }),
  z.object({ kind: z.literal('complained') }),
  z.object({ kind: z.literal('unsubscribed') }),
]);

export type Happening = z.infer<typeof happeningSchema>;
export type Reader = (typeof readers)[number];
export type Failure = z.infer<typeof temporaryFailure> | z.infer<typeof permanentFailure>;

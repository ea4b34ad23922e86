import * as z from 'zod';
import type { ErrorCode, Fault } from '../../platform/errors.ts';
import { MAX_FAULTS } from '../../platform/faults.ts';
import { knownError } from '../../platform/http.ts';
import { reasonSchema } from '../../contract/message-status.ts';
import { faultSchema } from '../../platform/problem.ts';
import { accept, type AcceptDeps } from '../accept/accept.ts';
import { type Accepted, acceptedOf } from '../accept/accepted.ts';
import { readRequest } from '../accept/read-request.ts';

export const acceptedSchema = z
  .object({
    id: z.string().describe('Of the e-mail from now on.'),
    status: z.enum(['scheduled', 'queued', 'skipped']).describe('`skipped` e-mails are never sent.'),
    reason: reasonSchema.optional().describe('Why it is skipped.'),
  })
  .meta({ id: 'AcceptedEmail', description: 'An e-mail that is stored, and will not be lost.' });
const refusedSchema = z
  .object({
    error: z
      .object({
        code: z.string().describe('As that of a problem.'),
        detail: z.string().describe('What was wrong, for people.'),
        errors: z.array(faultSchema).optional().describe('Every fault of this e-mail.'),
      })
      .meta({ id: 'RefusedEmailError' }),
  })
  .meta({ id: 'RefusedEmail', description: 'An e-mail of a batch that was not taken.' });
export const batchAnswerSchema = z
  .object({
    items: z.array(
      z.union([acceptedSchema, refusedSchema]).meta({
        id: 'EmailBatchItem',
        description: 'What became of one e-mail of a batch.',
      }),
    ),
  })
  .meta({ id: 'EmailBatchAnswer' });

/** Takes one e-mail in, as it came over HTTP. @throws ServiceError `invalid`, `idempotency_key_reused`. */
export const acceptOne = async (
  deps: AcceptDeps,
  { content, ...asked }: { client: string; content: unknown; idempotencyKey: string | undefined },
): Promise<Accepted> => {
  const [acceptance] = await accept(deps, [{ ...asked, read: readRequest(content) }]);
  return acceptedOf(acceptance);
};

export type BatchItem = Accepted | { error: { code: ErrorCode; detail: string; errors?: readonly Fault[] } };

const notStored: BatchItem = {
  error: {
    code: 'internal',
    detail: 'This e-mail could not be stored. Repeat the request with the same Idempotency-Key.',
  },
};

/** Takes a batch in: each e-mail has an answer of its own, in order; one that is faulty stops no other. */
export const acceptBatch = async (
  deps: AcceptDeps,
  batch: { client: string; emails: readonly unknown[]; idempotencyKey: string | undefined },
): Promise<BatchItem[]> => {
  const acceptances = await accept(
    deps,
    batch.emails.map((content, i) => ({
      client: batch.client,
      read: readRequest(content),
      idempotencyKey: batch.idempotencyKey === undefined ? undefined : `${batch.idempotencyKey}/${i}`,
    })),
  );
  // A batch has room for as many faults as a request.
  let room = MAX_FAULTS;
  return acceptances.map((acceptance) => {
    try {
      return acceptedOf(acceptance);
    } catch (refusal) {
      const { code, message, faults } = knownError(refusal);
      if (code === 'internal') return notStored;
      const errors = faults.slice(0, Math.max(room, 1));
      room -= errors.length;
      return { error: { code, detail: message, ...(errors.length > 0 && { errors }) } };
    }
  });
};

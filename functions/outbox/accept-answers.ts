import * as z from 'zod';
import { type ErrorCode, type Fault, ServiceError } from '../platform/errors.ts';
import { invalid } from '../platform/faults.ts';
import { faultSchema } from '../platform/problem.ts';
import { type Acceptance, accept, type AcceptDeps, type Knock } from './accept.ts';

export const acceptedSchema = z
  .object({
    id: z.string().describe('Of the e-mail from now on.'),
    status: z
      .enum(['scheduled', 'queued', 'skipped'])
      .describe('`skipped` e-mails are never sent; reading one tells the reason.'),
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

type Accepted = Pick<Extract<Acceptance, { id: string }>, 'id' | 'status'>;

const reused = () =>
  new ServiceError(
    'idempotency_key_reused',
    'This Idempotency-Key was used before with another body; use a new key for another e-mail.',
  );

/** Takes one e-mail in. @throws ServiceError `invalid`, `idempotency_key_reused`. */
export const acceptOne = async (deps: AcceptDeps, knock: Knock): Promise<Accepted> => {
  const [acceptance] = await accept(deps, [knock]);
  return answerOf(acceptance);
};

const answerOf = (acceptance: Acceptance | undefined): Accepted => {
  switch (acceptance?.outcome) {
    case 'accepted':
    case 'repeated':
      return { id: acceptance.id, status: acceptance.status };
    case 'faulty':
      throw invalid(acceptance.faults);
    case 'reused':
      throw reused();
    case 'failed':
      throw acceptance.error;
    case undefined:
      throw new Error('accept gave no answer');
  }
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
      content,
      idempotencyKey: batch.idempotencyKey === undefined ? undefined : `${batch.idempotencyKey}/${i}`,
    })),
  );
  return acceptances.map((acceptance) => {
    try {
      return answerOf(acceptance);
    } catch (refusal) {
      if (!(refusal instanceof ServiceError)) return notStored;
      const { code, message, faults } = refusal;
      return { error: { code, detail: message, ...(faults.length > 0 && { errors: faults }) } };
    }
  });
};

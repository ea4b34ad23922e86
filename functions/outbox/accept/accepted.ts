import { ServiceError } from '../../platform/errors.ts';
import { invalid } from '../../platform/faults.ts';
import type { Acceptance } from './accept.ts';

/** An e-mail that is stored. */
export type Accepted = Pick<Extract<Acceptance, { status: string }>, 'id' | 'status' | 'reason'>;

/**
 * What the outbox answered to one request, or its refusal thrown.
 * @throws ServiceError `invalid`, `idempotency_key_reused`; whatever kept it from being stored.
 */
export const acceptedOf = (acceptance: Acceptance | undefined): Accepted => {
  switch (acceptance?.outcome) {
    case 'accepted':
    case 'repeated':
      return {
        id: acceptance.id,
        status: acceptance.status,
        ...(acceptance.reason !== undefined && { reason: acceptance.reason }),
      };
    case 'faulty':
      throw invalid(acceptance.faults);
    case 'reused':
      throw new ServiceError(
        'idempotency_key_reused',
        'This Idempotency-Key was used before with another body; use a new key for another e-mail.',
      );
    case 'failed':
      throw acceptance.error;
    case undefined:
      throw new Error('accept gave no answer');
  }
};

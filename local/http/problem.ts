import type { ServerResponse } from 'node:http';
import { errorCodes, type Fault, type ServiceError } from '../../functions/platform/errors.ts';
import { sendJson } from './body.ts';

/** An error as the API tells it (RFC 9457). */
export interface Problem {
  status: number;
  code: string;
  title: string;
  detail: string;
  errors?: readonly Fault[];
}

export const problemOf = (error: ServiceError): Problem => ({
  ...errorCodes[error.code],
  code: error.code,
  detail: error.message,
  ...(error.faults.length > 0 && { errors: error.faults }),
});

export const sendProblem = (response: ServerResponse, problem: Problem): void =>
  sendJson(
    response,
    problem.status,
    { type: `urn:outbound-email:error:${problem.code}`, ...problem },
    'application/problem+json',
  );

import * as z from 'zod';
import { seedCalls, type SeedCall } from './seed-calls.ts';

/** Why the service was not filled, in one line. */
export class SeedError extends Error {
  override readonly name = 'SeedError';
}

const KEY = 'local-dev-key';
const healthSchema = z.object({ now: z.iso.datetime() });

/** Makes one call; what is known already is no fault, so that a service can be filled again. */
const make = async (url: string, { method, path, body, idempotencyKey }: SeedCall): Promise<void> => {
  const response = await fetch(url + path, {
    method,
    headers: {
      authorization: `Bearer ${KEY}`,
      'content-type': 'application/json',
      ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
    },
    body: JSON.stringify(body),
  });
  if (response.ok || response.status === 409) return;
  throw new SeedError(
    `The example traffic could not be made: ${method} ${path} answered ${response.status}: ${await response.text()}`,
  );
};

/**
 * Fills the service at a URL with reps, conversations, appointments, leads and e-mails that fare differently.
 * Made again, it adds no second of anything.
 * @throws SeedError
 */
export const seed = async (url: string): Promise<number> => {
  const { now } = healthSchema.parse(await (await fetch(`${url}/_local/health`)).json());
  const calls = seedCalls(Date.parse(now));
  // One after the other: leads want their reps.
  for (const call of calls) await make(url, call);
  return calls.length;
};

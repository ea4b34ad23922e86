import * as z from 'zod';
import { text } from '../platform/config-fields.ts';
import { DAY, MINUTE } from '../platform/clock.ts';
import { parseDuration } from '../platform/duration.ts';
import { conditionSchema } from './condition.ts';

const SHORTEST_WAIT_MS = MINUTE;
const LONGEST_WAIT_MS = 180 * DAY;

/** Names of sequences, kinds and steps: they stand in keys, tags and links. */
export const name = (what: string) =>
  z.string({ error: `a ${what}` }).regex(/^[a-z][a-z0-9_]{0,39}$/, {
    error: `a ${what} of a-z, 0-9 and _, starting with a letter, at most 40 characters`,
  });

/** Whether a text is a duration between two, both included. Nobody waits for fractions of a second, of which `Temporal` takes nine digits. */
export const isDurationWithin = (duration: string, leastMs: number, mostMs: number): boolean => {
  const ms = duration.includes('.') ? undefined : parseDuration(duration);
  return ms !== undefined && ms >= leastMs && ms <= mostMs;
};

const wait = z
  .string({ error: 'an ISO 8601 duration' })
  .refine((duration) => isDurationWithin(duration, SHORTEST_WAIT_MS, LONGEST_WAIT_MS), {
    error: 'an ISO 8601 duration from PT1M to P180D, such as P2D',
  });

const stepId = name('step');
const successor = z.string({ error: 'a later step, or end' }).max(40);

/** What a branch asks; of opens and clicks those of people count, and machines are left out. */
export const branchSchema = z.union(
  [
    z.strictObject({ opened: stepId }),
    z.strictObject({ clicked: stepId }),
    z.strictObject({ delivered: stepId }),
    z.strictObject({ replied: z.literal(true) }),
    conditionSchema,
  ],
  {
    error:
      'one of opened, clicked or delivered with a step, replied: true, or a path with one of is, in, at_least, at_most, exists',
  },
);

export const stepSchema = z.union(
  [
    z.strictObject({ id: stepId, wait, next: successor.optional() }),
    z.strictObject({ id: stepId, send: text(100), next: successor.optional() }),
    z.strictObject({ id: stepId, if: branchSchema, then: successor.optional(), else: successor.optional() }),
  ],
  { error: 'a step with id and one of send, wait or if' },
);
export type Step = z.infer<typeof stepSchema>;
export type Branch = z.infer<typeof branchSchema>;

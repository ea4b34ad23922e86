import * as z from 'zod';
import { toIso } from '../../platform/clock.ts';
import type { Breaker } from '../flow/breaker.ts';

export const breakerSchema = z
  .object({
    state: z.enum(['closed', 'open', 'half_open']).describe('Mail leaves while it is `closed`.'),
    since: z.iso.datetime().optional(),
    until: z.iso.datetime().optional().describe('When the next probe may go.'),
    why: z.string().optional().describe('What Mailgun answered last.'),
  })
  .meta({ id: 'Breaker', description: 'Whether an outage of Mailgun holds all mail back.' });

/** Whether mail leaves, as callers see it. */
export const viewBreaker = ({ state }: Breaker): z.infer<typeof breakerSchema> =>
  state.name === 'closed'
    ? { state: 'closed' }
    : { state: state.name, since: toIso(state.openedAt), until: toIso(state.until), why: state.why };

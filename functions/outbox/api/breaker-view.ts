import * as z from 'zod';
import { toIso } from '../../platform/clock.ts';
import type { Breaker } from '../flow/breaker.ts';

const breakerSchema = z
  .object({
    state: z.enum(['closed', 'open', 'half_open']).describe('Mail leaves while it is `closed`.'),
    since: z.iso.datetime().optional(),
    until: z.iso.datetime().optional().describe('When the next probe may go.'),
    why: z.string().optional().describe('What Mailgun answered last.'),
  })
  .meta({ id: 'Breaker', description: 'Whether an outage of Mailgun holds all mail back.' });

/** Whether Mailgun's outages, or its wish, hold all mail back. */
export const breakerFields = {
  breaker: breakerSchema,
  heldUntil: z.iso.datetime().optional().describe('Mailgun asked everyone to wait until then.'),
};
interface BreakerView {
  breaker: z.infer<typeof breakerSchema>;
  heldUntil?: string;
}

/** Whether mail leaves, as callers see it at a time. */
export const viewBreaker = ({ state, holdUntil }: Breaker, now: number): BreakerView => ({
  breaker:
    state.name === 'closed'
      ? { state: 'closed' }
      : { state: state.name, since: toIso(state.openedAt), until: toIso(state.until), why: state.why },
  ...(holdUntil > now && { heldUntil: toIso(holdUntil) }),
});

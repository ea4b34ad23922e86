import { formText } from '../pages/form-fields.ts';
import { DAY } from '../platform/clock.ts';
import { instantOf } from '../platform/iso-time.ts';
import { outcomeSchema, type outcomes } from './lead.ts';

/** What a rep asks for by the form of their page. */
export type LeadForm =
  | { kind: 'take'; followUpBy: number | undefined }
  | { kind: 'outcome'; outcome: (typeof outcomes)[number]; reason: string | undefined }
  | { kind: 'wrong'; wrong: 'outcome' | 'reason' | 'time' | undefined };

const LONGEST_REASON = 500;
/** Whoever promises for later promises nothing. */
const LATEST_MS = 90 * DAY;

export const readLeadForm = (fields: URLSearchParams, now: number): LeadForm => {
  switch (fields.get('action')) {
    case 'take':
      return { kind: 'take', followUpBy: undefined };
    case 'follow_up': {
      const followUpBy = instantOf(formText(fields, 'followUpBy') ?? '');
      const isAhead = followUpBy !== undefined && followUpBy > now && followUpBy <= now + LATEST_MS;
      return isAhead ? { kind: 'take', followUpBy } : { kind: 'wrong', wrong: 'time' };
    }
    case 'outcome': {
      const outcome = outcomeSchema.safeParse(fields.get('outcome'));
      if (!outcome.success) return { kind: 'wrong', wrong: 'outcome' };
      const reason = formText(fields, 'reason')?.slice(0, LONGEST_REASON).toWellFormed();
      if (outcome.data === 'lost' && reason === undefined) return { kind: 'wrong', wrong: 'reason' };
      return { kind: 'outcome', outcome: outcome.data, reason };
    }
    default:
      return { kind: 'wrong', wrong: undefined };
  }
};

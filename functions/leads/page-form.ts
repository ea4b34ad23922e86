import type { leadOutcomes } from '../contract/lead-outcome.ts';
import { formText } from '../pages/form-fields.ts';
import { DAY } from '../platform/clock.ts';
import { instantOf } from '../platform/iso-time.ts';
import { outcomeSchema } from './lead.ts';

/** What of a form can't be taken. */
export type FormFault = 'outcome' | 'reason' | 'long' | 'time';

/** What a rep asks for by the form of their page. */
export type LeadForm =
  | { kind: 'take'; followUpBy: number | undefined }
  | { kind: 'outcome'; outcome: (typeof leadOutcomes)[number]; reason: string | undefined }
  | { kind: 'wrong'; wrong: FormFault | undefined };

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
      const reason = formText(fields, 'reason');
      if ((reason ?? '').length > LONGEST_REASON) return { kind: 'wrong', wrong: 'long' };
      if (outcome.data === 'lost' && reason === undefined) return { kind: 'wrong', wrong: 'reason' };
      return { kind: 'outcome', outcome: outcome.data, reason };
    }
    default:
      return { kind: 'wrong', wrong: undefined };
  }
};

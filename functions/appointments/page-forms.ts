import { formText } from '../pages/form-fields.ts';
import { instantOf } from '../platform/iso-time.ts';
import { type cancelReasons, cancelReasonSchema } from './change-request.ts';

const LONGEST_WISH = 500;
const LONGEST_COMMENT = 2000;

/** What a customer asks for by the form of their page. */
export type Asked =
  | { kind: 'cancel'; reason: (typeof cancelReasons)[number]; comment: string | undefined }
  | { kind: 'move'; newStart: number | undefined; wish: string | undefined };

/** A form as it was sent: what it asks for, in which state of the appointment, or what is wrong with it. */
export type ReadForm =
  | { ok: true; asked: Asked; sequence: number }
  | { ok: false; wrong: 'reason' | 'time' | 'long' }
  /** No form of ours. */
  | { ok: false; wrong: 'form' };

/**
 * Reads the form of the manage page. `offered` are the times that may be chosen, epoch milliseconds. No reason is chosen
 * beforehand: scanners that press buttons ask for nothing.
 */
export const readManageForm = (fields: URLSearchParams, offered: readonly number[]): ReadForm => {
  const sequence = Number(fields.get('sequence') ?? 'none');
  if (!Number.isInteger(sequence)) return { ok: false, wrong: 'form' };
  switch (fields.get('action')) {
    case 'cancel': {
      const reason = cancelReasonSchema.safeParse(fields.get('reason'));
      const comment = formText(fields, 'comment');
      if (!reason.success) return { ok: false, wrong: 'reason' };
      if ((comment ?? '').length > LONGEST_COMMENT) return { ok: false, wrong: 'long' };
      return { ok: true, sequence, asked: { kind: 'cancel', reason: reason.data, comment } };
    }
    case 'reschedule': {
      const chosen = formText(fields, 'start');
      const newStart = chosen === undefined ? undefined : instantOf(chosen);
      const wish = formText(fields, 'wish');
      if ((wish ?? '').length > LONGEST_WISH) return { ok: false, wrong: 'long' };
      const isOffered = newStart !== undefined && offered.includes(newStart);
      if (chosen !== undefined && !isOffered) return { ok: false, wrong: 'time' };
      if (newStart === undefined && wish === undefined) return { ok: false, wrong: 'time' };
      return { ok: true, sequence, asked: { kind: 'move', newStart, wish } };
    }
    default:
      return { ok: false, wrong: 'form' };
  }
};

export type ReadFeedback =
  { ok: true; rating: number; comment: string | undefined } | { ok: false; wrong: 'no_rating' | 'too_long' };

/** Reads the form of the feedback page. */
export const readFeedbackForm = (fields: URLSearchParams): ReadFeedback => {
  const rating = ratingOf(fields.get('rating') ?? undefined);
  const comment = formText(fields, 'comment');
  if (rating === undefined) return { ok: false, wrong: 'no_rating' };
  if ((comment ?? '').length > LONGEST_COMMENT) return { ok: false, wrong: 'too_long' };
  return { ok: true, rating, comment };
};

/** 1 to 5, as the links in the mail and the form write it; undefined for anything else. */
export const ratingOf = (written: string | undefined): number | undefined =>
  written !== undefined && /^[1-5]$/.test(written) ? Number(written) : undefined;

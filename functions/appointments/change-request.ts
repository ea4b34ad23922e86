import * as z from 'zod';
import type { AppointmentLife } from './appointment-life.ts';

export const cancelReasons = ['conflict', 'not_needed', 'found_other', 'other', 'rather_not_say'] as const;
export const cancelReasonSchema = z
  .enum(cancelReasons)
  .meta({ id: 'CancelReason', description: 'Why a customer wants to cancel.' });

const shared = {
  /** Which of an appointment's requests it is. */
  number: z.number(),
  at: z.number(),
  /** Of the appointment's state that the customer saw. */
  sequence: z.number(),
  comment: z.string().optional(),
  /** Of the mail whose link they followed. */
  emailId: z.string().optional(),
  /** When rep and customer were written to, and when the rep was asked again. */
  toldAt: z.number().optional(),
  askedAgainAt: z.number().optional(),
};

/** What a customer asks for on their page; whoever schedules decides. */
export const changeRequestSchema = z.discriminatedUnion('kind', [
  z.object({ ...shared, kind: z.literal('cancel'), reason: z.enum(cancelReasons) }),
  z.object({
    ...shared,
    kind: z.literal('move'),
    /** A time that was offered, epoch milliseconds. */
    newStart: z.number().optional(),
    wish: z.string().optional(),
  }),
]);
export type ChangeRequest = z.infer<typeof changeRequestSchema>;

/** What a request asks for, as mails and pages name it: of what is cancelled, a new time is asked for. */
export const requestName = (
  { kind }: Pick<ChangeRequest, 'kind'>,
  { status }: AppointmentLife,
): 'cancel' | 'move' | 'rebook' => {
  if (kind === 'cancel') return 'cancel';
  return status === 'cancelled' ? 'rebook' : 'move';
};

import type { appointmentFeedback } from '../../templates/appointment_feedback/template.ts';
import type { appointmentNoShow } from '../../templates/appointment_no_show/template.ts';
import type { appointmentRequest } from '../../templates/appointment_request/template.ts';
import type { DataOf } from '../../templates/define.ts';
import { optionalIso, toIso } from '../platform/clock.ts';
import type { Rep } from '../reps/rep.ts';
import { type Details, startAt } from './appointment.ts';
import { type ChangeRequest, requestName } from './change-request.ts';
import { common, inALine, type MailContext, prose } from './mails.ts';
import type { AppointmentRecord } from './record.ts';

type FeedbackData = DataOf<(typeof appointmentFeedback)['variables']>;
type NoShowData = DataOf<(typeof appointmentNoShow)['variables']>;
type RequestData = DataOf<(typeof appointmentRequest)['variables']>;

export const noShowData = (details: Details, context: MailContext): NoShowData => ({
  ...common(details, context),
  bookingUrl: details.bookingUrl,
});

export const ratings = [1, 2, 3, 4, 5] as const;

/** `url` is the customer's own page, where an answer is chosen beforehand by its address. */
export const feedbackData = (
  details: Details,
  rep: Pick<Rep, 'name' | 'phone'> | undefined,
  url: string,
): FeedbackData => ({
  title: inALine(200, details.title) ?? '–',
  start: toIso(startAt(details)),
  rep: rep && { name: rep.name, phone: rep.phone },
  ratings: ratings.map((value) => ({ value, url: `${url}?rating=${value}` })),
});

export const requestData = (
  { details, life }: Pick<AppointmentRecord, 'details' | 'life'>,
  { request, isAgain }: { request: ChangeRequest; isAgain: boolean },
  context: MailContext,
): RequestData => ({
  ...common(details, context),
  isAgain,
  comment: prose(2000, request.comment),
  request: requestName(request, life),
  ...(request.kind === 'cancel'
    ? { reason: request.reason }
    : { newStart: optionalIso(request.newStart), wish: prose(500, request.wish) }),
});

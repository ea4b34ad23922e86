import { toIso } from '../platform/clock.ts';
import { escapeHtml } from '../platform/html.ts';
import { radio, textarea } from '../pages/form-fields.ts';
import { layout, type PageContext } from '../pages/layout.ts';
import { alternativesAhead } from './alternatives.ts';
import { placeOf } from './appointment.ts';
import { cancelReasons, requestName } from './change-request.ts';
import { appointmentPageTexts } from './page-texts.ts';
import { type AppointmentRecord, endOf } from './record.ts';
import { offeredTime, whenHtml } from './when-html.ts';

/** What a customer has filled in, which a page with a fault shows again. */
export interface Filled {
  action?: string | undefined;
  reason?: string | undefined;
  comment?: string | undefined;
  start?: string | undefined;
  wish?: string | undefined;
}

/** What the page says of what was sent with it. */
export type Notice =
  | { kind: 'none' }
  /** The form came from a state that is no more. */
  | { kind: 'changed' }
  | { kind: 'wrong'; field: 'reason' | 'time' | 'long' };

export interface ManageView {
  record: AppointmentRecord;
  repName: string | undefined;
  /** Of whoever looks at the page. */
  readerZone: string;
  now: number;
  notice: Notice;
  filled: Filled;
  /** The time that the link in the mail was about. */
  wanted?: string | undefined;
  /** Where its entry for a calendar is. */
  icsUrl: string;
}

type Words = (typeof appointmentPageTexts)['en'];

/** The customer's own page of an appointment: what is so, and a form to ask for another time or to cancel. */
export const managePage = (view: ManageView, context: PageContext): string => {
  const { record, now } = view;
  const words = appointmentPageTexts[context.locale];
  const isOver = record.life.status === 'completed' || endOf(record) <= now;
  const parts = [
    noticeHtml(view.notice, words),
    requestHtml(record, words),
    factsHtml(view, context, words),
    isOver ? bookingHtml(record, words) : formsHtml(view, context, words),
  ];
  return layout(titleOf(record, isOver, words), parts.filter((part) => part !== '').join('\n'), context);
};

const titleOf = ({ life }: AppointmentRecord, isOver: boolean, words: Words): string => {
  if (life.status === 'cancelled') return words.cancelled.title;
  return isOver ? words.past.title : words.booked;
};

const noticeHtml = (notice: Notice, words: Words): string => {
  switch (notice.kind) {
    case 'none':
      return '';
    case 'changed':
      return `<p class="fault" role="alert">${escapeHtml(words.changed)}</p>`;
    case 'wrong':
      return `<p class="fault" role="alert" id="fault">${escapeHtml(words.wrong[notice.field])}</p>`;
  }
};

const requestHtml = (record: AppointmentRecord, words: Words): string => {
  const { request } = record;
  if (request === undefined) return '';
  const { title, text } = words.requested[requestName(request, record.life)];
  return `<div class="done" role="status"><strong>${escapeHtml(title)}</strong><br>${escapeHtml(text)}</div>`;
};

const factsHtml = (view: ManageView, { locale }: PageContext, words: Words): string => {
  const { record, repName, readerZone, icsUrl, now } = view;
  const { details, life } = record;
  const isAhead = life.status === 'booked' && endOf(record) > now;
  const lead = {
    cancelled: words.cancelled.text,
    completed: words.past.text,
    booked: isAhead ? '' : words.past.text,
  }[life.status];
  const place = details.kind === 'on_site' ? placeOf(details) : undefined;
  return `${lead === '' ? '' : `<p>${escapeHtml(lead)}</p>`}
<h2>${escapeHtml(details.title)}</h2>
${whenHtml(
  {
    startAt: record.startAt,
    endsAt: endOf(record),
    timezone: details.timezone,
    readerZone,
    isOnSite: details.kind === 'on_site',
  },
  locale,
)}
${repName === undefined ? '' : `<p>${escapeHtml(words.with.replace('{name}', () => repName))}</p>`}
${place === undefined ? '' : `<p>${escapeHtml(words.place)}: ${escapeHtml(place)}</p>`}
${isAhead && details.joinUrl !== undefined ? `<p><a href="${escapeHtml(details.joinUrl)}">${escapeHtml(words.join)}</a></p>` : ''}
${isAhead ? `<p><a href="${escapeHtml(icsUrl)}">${escapeHtml(words.calendarFile)}</a></p>` : ''}`;
};

const bookingHtml = ({ details: { bookingUrl } }: AppointmentRecord, words: Words): string =>
  bookingUrl === undefined
    ? ''
    : `<p><a href="${escapeHtml(bookingUrl)}">${escapeHtml(words.bookAnew)}</a></p>`;

const formsHtml = (view: ManageView, context: PageContext, words: Words): string =>
  [
    moveForm(view, context, words),
    view.record.life.status === 'booked' ? cancelForm(view, words) : bookingHtml(view.record, words),
  ].join('\n<hr>\n');

const hidden = ({ record }: ManageView): string =>
  `<input type="hidden" name="sequence" value="${record.sequence}">`;

const moveForm = (view: ManageView, { locale }: PageContext, words: Words): string => {
  const { record, readerZone, filled, now } = view;
  const isCancelled = record.life.status === 'cancelled';
  const zone = record.details.kind === 'on_site' ? record.details.timezone : readerZone;
  // Nothing is chosen beforehand: scanners that press buttons ask for nothing. What the link was about stands first.
  const chosen = filled.start === undefined ? undefined : Date.parse(filled.start);
  const wanted = view.wanted === undefined ? undefined : Date.parse(view.wanted);
  const offered = alternativesAhead(record.details, now);
  const times = [...offered.filter((at) => at === wanted), ...offered.filter((at) => at !== wanted)].map(
    (at) => radio('start', toIso(at), offeredTime(at, zone, locale), at === chosen),
  );
  return `<form method="post">
${hidden(view)}
<h2>${escapeHtml(isCancelled ? words.move.again : words.move.title)}</h2>
${
  times.length === 0
    ? ''
    : `<fieldset><legend>${escapeHtml(words.move.times)}</legend>
${[...times, radio('start', '', words.move.none, chosen === undefined && filled.action === 'reschedule')].join('\n')}
</fieldset>`
}
${textarea('wish', words.move.wish, filled.wish, words.move.wishHint)}
<button type="submit" name="action" value="reschedule">${escapeHtml(isCancelled || times.length === 0 ? words.move.buttonAgain : words.move.button)}</button>
</form>`;
};

const cancelForm = (view: ManageView, words: Words): string => {
  const { filled } = view;
  const reasons = cancelReasons.map((reason) =>
    radio('reason', reason, words.cancel.reasons[reason], filled.reason === reason),
  );
  return `<form method="post">
${hidden(view)}
<h2>${escapeHtml(words.cancel.title)}</h2>
<fieldset><legend>${escapeHtml(words.cancel.why)}</legend>
${reasons.join('\n')}
</fieldset>
${textarea('comment', words.cancel.comment, filled.comment)}
<button type="submit" class="plain" name="action" value="cancel">${escapeHtml(words.cancel.button)}</button>
</form>`;
};

import { escapeHtml } from '../platform/html.ts';
import { radio, textarea } from '../pages/form-fields.ts';
import { layout, type PageContext } from '../pages/layout.ts';
import { ratings } from './once-mails.ts';
import { appointmentPageTexts } from './page-texts.ts';
import { type AppointmentRecord, endOf } from './record.ts';
import { whenHtml } from './when-html.ts';

export interface FeedbackView {
  record: AppointmentRecord;
  readerZone: string;
  /** What is chosen already: by the link in the mail, or by an earlier answer. */
  rating: number | undefined;
  comment: string | undefined;
  state: 'asking' | 'taken' | 'no_rating' | 'too_long';
}

/** Where a customer says how an appointment was; the last answer counts. */
export const feedbackPage = (view: FeedbackView, context: PageContext): string => {
  const { record, state, rating, comment, readerZone } = view;
  const { details } = record;
  const words = appointmentPageTexts[context.locale];
  const { feedback } = words;
  const notices = {
    asking: '',
    taken: `<div class="done" role="status"><strong>${escapeHtml(feedback.thanks)}</strong><br>${escapeHtml(feedback.again)}</div>`,
    no_rating: `<p class="fault" role="alert">${escapeHtml(words.wrong.rating)}</p>`,
    too_long: `<p class="fault" role="alert">${escapeHtml(words.wrong.long)}</p>`,
  };
  const time = {
    startAt: record.startAt,
    endsAt: endOf(record),
    timezone: details.timezone,
    readerZone,
    isOnSite: details.kind === 'on_site',
  };
  const body = `${notices[state]}
<h2>${escapeHtml(details.title)}</h2>
${whenHtml(time, context.locale)}
<p>${escapeHtml(feedback.lead.replace('{company}', () => context.brand.company))}</p>
<form method="post">
<fieldset><legend>${escapeHtml(feedback.legend)}</legend>
${ratings.map((value, i) => radio('rating', String(value), feedback.ratings[i] ?? '', value === rating)).join('\n')}
</fieldset>
${textarea('comment', feedback.comment, comment)}
<button type="submit">${escapeHtml(feedback.button)}</button>
</form>`;
  return layout(feedback.title, body, context);
};

import type { EmailState } from '../outbox/outbox.ts';
import type { Enrollment, HistoryEntry, StepMail } from './enrollment.ts';
import type { Counter } from './statistics.ts';

/** What of its mails is news, and what of that is counted; `noted` is undefined where nothing is. */
export const withNotes = (
  record: Enrollment,
  emails: ReadonlyMap<string, EmailState>,
): { noted: Enrollment | undefined; counters: Counter[] } => {
  const news = record.mails.map((mail) => ({ mail, more: newsOf(mail, emails.get(mail.emailId)) }));
  const isNews = news.some(({ more }) => Object.keys(more).length > 0);
  if (!isNews) return { noted: undefined, counters: [] };
  const noted = { ...record, mails: news.map(({ mail, more }) => ({ ...mail, ...more })) };
  return {
    // Whoever carries out the step of one that goes on says that it was sent.
    noted: record.life.status === 'ended' ? withSent(noted) : noted,
    counters: news.flatMap(({ mail: { step }, more: { sentAt, isOpened, isClicked } }): Counter[] => [
      ...(sentAt === undefined ? [] : [`sent_${step}` as const]),
      ...(isOpened === true ? [`opened_${step}` as const] : []),
      ...(isClicked === true ? [`clicked_${step}` as const] : []),
    ]),
  };
};

/** What is not noted of a mail yet: that it has left, was delivered, and opened or clicked by a person. */
const newsOf = (mail: StepMail, email: EmailState | undefined): Partial<StepMail> => ({
  ...(mail.sentAt === undefined && email?.sentAt !== undefined && { sentAt: email.sentAt }),
  ...(mail.isDelivered !== true && email?.deliveredAt !== undefined && { isDelivered: true }),
  ...(mail.isOpened !== true && (email?.openedAt ?? email?.clickedAt) !== undefined && { isOpened: true }),
  ...(mail.isClicked !== true && email?.clickedAt !== undefined && { isClicked: true }),
});

/** An enrolment that is over, or about to be, with all of its mails in its history that have left. */
export const withSent = (record: Enrollment): Enrollment => {
  const told = new Set(record.history.flatMap(({ what, step }) => (what === 'sent' ? [step] : [])));
  const missing = record.mails.flatMap(({ step, emailId, sentAt }): HistoryEntry[] =>
    sentAt === undefined || told.has(step) ? [] : [{ at: sentAt, step, what: 'sent', emailId }],
  );
  return missing.length === 0 ? record : { ...record, history: [...record.history, ...missing] };
};

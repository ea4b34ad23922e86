import { fullTime, reasons, statuses, toneOf } from './words.js';

/** `waits until 2027-01-31T09:00:00.000Z: why`, as the timeline has it. */
const waitPattern = /^waits until (\S+): (.*)$/s;
const unknownPattern = /: the outcome is not known yet$/;

/**
 * What became of a message in one sentence: { tone, line, words }, where `words` are those of Mailgun or of a mail
 * server. The status alone would contradict the timeline of a mail that was put off, so its end is looked at as well.
 */
export const verdictOf = (email) => {
  const plain = {
    tone: toneOf(email.status),
    line: statuses[email.status] ?? email.status,
    words: email.detail,
  };
  if (email.reason === 'paused' && email.status === 'queued')
    return { ...plain, tone: 'warn', line: 'It waits, because people hold it back.' };
  const last = (email.timeline ?? []).at(-1);
  const special = last && lastWords[email.status]?.(last);
  return special ? { ...plain, tone: 'warn', ...special } : plain;
};

const lastWords = {
  sent: ({ type, detail }) =>
    type === 'deferred' && {
      line: 'The recipient’s mail server has put it off; Mailgun tries again.',
      words: detail,
    },
  queued: ({ type, detail }) => {
    const [, until, why] = waitPattern.exec(detail ?? '') ?? [];
    if (type === 'queued' && until)
      return { line: `It waits until ${fullTime(until)}, then it is tried again.`, words: why };
    return type === 'sending' && detail && { line: 'The last try failed; it is tried again.', words: detail };
  },
  sending: ({ type, detail }) =>
    type === 'sending' &&
    unknownPattern.test(detail ?? '') && {
      line: 'Mailgun did not answer. Whether it has the mail is being found out before it is tried again.',
      words: detail,
    },
};

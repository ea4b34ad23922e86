import { mailBytes } from '../../rendering/mail-size.ts';
import type { Finding } from './finding.ts';
import { type Rule, visibleText } from './mail.ts';

const MAX_SUBJECT = 70;
/** Gmail clips what is larger; its links are rewritten before it counts. */
const CLIP_BYTES = 100_000;

const size: Rule = (mail) => {
  const bytes = mailBytes(mail.html);
  return bytes <= CLIP_BYTES
    ? []
    : [
        {
          severity: 'error',
          rule: 'size',
          part: mail.parts.html,
          message: `The mail has ${bytes} bytes; Gmail hides what follows after about ${CLIP_BYTES}.`,
          remedy:
            'Shorten it, show fewer rows with truncate() or a limit, and move styles out of the elements.',
        },
      ];
};

const subject: Rule = (mail) => {
  const part = mail.parts.subject;
  const findings: Finding[] = [];
  const warn = (message: string, remedy: string) => {
    findings.push({ severity: 'warning', rule: 'subject', part, message, remedy });
  };
  if (mail.subject === '') {
    return [
      {
        severity: 'error',
        rule: 'subject',
        part,
        message: 'The subject is empty with the sample data.',
        remedy: 'Begin with a fixed word, or require the variable that it shows.',
      },
    ];
  }
  const length = Array.from(mail.subject).length;
  if (length > MAX_SUBJECT) {
    warn(
      `The subject has ${length} characters; phones show 40 and desktops ${MAX_SUBJECT}.`,
      'Put the news first, and shorten with truncate().',
    );
  }
  const letters = mail.subject.match(/\p{L}/gu)?.length ?? 0;
  if (
    letters >= 10 &&
    mail.subject === mail.subject.toUpperCase() &&
    mail.subject !== mail.subject.toLowerCase()
  ) {
    warn('The subject is all capitals, as spam is.', 'Write it as a sentence.');
  }
  if (/[!?]{2,}|\${2,}|€{2,}/.test(mail.subject))
    warn('The subject has marks as spam has them.', 'One mark is enough.');
  return findings;
};

const text: Rule = (mail) => {
  const part = mail.parts.text;
  if (!mail.hasTextSource) {
    return [
      {
        severity: 'warning',
        rule: 'text_part',
        part,
        message: 'There is no text part; it is made from the HTML, and may read badly.',
        remedy: 'Write textTemplate.',
      },
    ];
  }
  const words = new Set(
    visibleText(mail)
      .toLowerCase()
      .match(/\p{L}{4,}/gu) ?? [],
  );
  const inText = new Set(mail.text.toLowerCase().match(/\p{L}{4,}/gu) ?? []);
  const shared = [...words].filter((word) => inText.has(word)).length;
  return words.size >= 10 && shared / words.size < 0.5
    ? [
        {
          severity: 'warning',
          rule: 'text_part',
          part,
          line: 1,
          message: `The text part has ${Math.round((100 * shared) / words.size)} % of the words of the HTML; filters take that for a trick.`,
          remedy: 'Say the same in both.',
        },
      ]
    : [];
};

const empty: Rule = (mail) =>
  mail.html.trim() === ''
    ? [
        {
          severity: 'warning',
          rule: 'empty',
          part: mail.parts.html,
          message: 'The HTML is empty with the sample data.',
          remedy: 'Give the sample what the mail shows, or say something that holds without data.',
        },
      ]
    : [];

const C1 = /[\u0080-\u009f]/;
const characters: Rule = (mail) =>
  C1.test(mail.html)
    ? [
        {
          severity: 'error',
          rule: 'characters',
          part: mail.parts.html,
          message: 'The HTML has control characters from U+0080 to U+009F; Gmail clips mail with them.',
          remedy: 'They come from text in Windows’ encoding; paste it anew as UTF-8.',
        },
      ]
    : [];

export const contentRules: readonly Rule[] = [size, subject, text, empty, characters];

import { textContent } from 'domutils';
import { escapeHtml } from '../engine/escape.ts';
import type { Finding } from './finding.ts';
import { about, isHidden, named, type Rule, visibleText } from './mail.ts';

const MAX_SUBJECT = 70;
/** Gmail clips what is larger; its links are rewritten before it counts. */
const CLIP_BYTES = 100_000;

const quotedPrintableBytes = (html: string): number => {
  let bytes = 0;
  for (const line of Buffer.from(html).toString('latin1').split('\n')) {
    const special = line.match(/[^\t\x20-\x3c\x3e-\x7e]/g)?.length ?? 0;
    const encoded = line.length + 2 * special;
    bytes += encoded + 2 + 3 * Math.floor(encoded / 76);
  }
  return bytes;
};

/** What a mail weighs: the larger of its bytes decoded and as quoted-printable. */
export const mailBytes = (html: string): number =>
  Math.max(Buffer.byteLength(html), quotedPrintableBytes(html));

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

const vagueWords = new Set([
  'click here',
  'here',
  'click',
  'link',
  'read more',
  'more',
  'hier',
  'hier klicken',
  'klicken sie hier',
  'mehr',
]);

const links: Rule = (mail) =>
  named(mail, 'a')
    .filter((anchor) => 'href' in anchor.attribs && !isHidden(anchor))
    .flatMap((anchor): Finding[] => {
      const href = (anchor.attribs['href'] ?? '').trim();
      const words = textContent(anchor).replace(/\s+/g, ' ').trim();
      const findings: Finding[] = [];
      const tell = (severity: Finding['severity'], rule: string, message: string, remedy: string) => {
        findings.push(about(mail, anchor, { severity, rule, message, remedy }));
      };
      if (/^(javascript|vbscript|data|file):/i.test(href)) {
        tell(
          'error',
          'link_scheme',
          `The link "${words}" has an address that no mail may have.`,
          'Link to an https address.',
        );
      } else if (href === '' || href === '#') {
        tell(
          'error',
          'link_target',
          `The link "${words}" leads nowhere with the sample data.`,
          'Check the variable in href: it has to be an https address; or leave the link out when it is missing.',
        );
      } else if (/^http:/i.test(href)) {
        tell('warning', 'link_https', `The link "${words}" is not encrypted.`, 'Link to https.');
      }
      if (vagueWords.has(words.toLowerCase().replace(/[.!»›→\s]+$/, ''))) {
        tell(
          'warning',
          'link_words',
          `"${words}" does not say where the link leads.`,
          'Name what is behind it, such as "Choose a time".',
        );
      }
      const image = anchor.children.some(
        (child) => 'attribs' in child && (child.attribs['alt'] ?? '') !== '',
      );
      if (words === '' && !image) {
        tell(
          'warning',
          'link_words',
          'A link without words can not be found by a screen reader.',
          'Give it words, or its image an alt text.',
        );
      }
      return findings;
    });

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
          message: `The text part has ${Math.round((100 * shared) / words.size)} % of the words of the HTML; filters take that for a trick.`,
          remedy: 'Say the same in both.',
        },
      ]
    : [];
};

/** Marketing needs a way out and the sender's address: CAN-SPAM, GDPR, and what Gmail and Yahoo ask of senders. */
const marketing: Rule = (mail) => {
  if (mail.category !== 'marketing') return [];
  const findings: Finding[] = [];
  const missing = (
    rule: string,
    message: string,
    remedy: string,
    severity: Finding['severity'] = 'error',
  ) => {
    findings.push({ severity, rule, part: mail.parts.html, message, remedy });
  };
  const ways = [mail.links.unsubscribe, mail.links.preferences].filter((url) => url !== undefined);
  const hrefs = new Set(named(mail, 'a').map(({ attribs }) => attribs['href'] ?? ''));
  if (!ways.some((url) => hrefs.has(url))) {
    missing(
      'unsubscribe_link',
      'Marketing must carry a link to unsubscribe.',
      'Add <a href="{{= it.links.unsubscribe }}">Unsubscribe</a> to the footer.',
    );
  }
  if (mail.hasTextSource && !ways.some((url) => mail.text.includes(url))) {
    findings.push({
      severity: 'error',
      rule: 'unsubscribe_link',
      part: mail.parts.text,
      message: 'The text part of marketing must carry the link to unsubscribe as well.',
      remedy: 'Add Unsubscribe: {{= it.links.unsubscribe }} to its end.',
    });
  }
  if (mail.postalAddress === null) {
    missing(
      'postal_address',
      'Marketing must carry the postal address of the sender, and none is known.',
      'Set brand.postal_address in app.yaml, and show it with {{= it.brand.postalAddress }}.',
      'warning',
    );
  } else if (!mail.html.includes(escapeHtml(mail.postalAddress))) {
    missing(
      'postal_address',
      'Marketing must carry the postal address of the sender.',
      'Add {{= it.brand.postalAddress }} to the footer.',
    );
  }
  return findings;
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

export const contentRules: readonly Rule[] = [size, subject, links, text, marketing, empty, characters];

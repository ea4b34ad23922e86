import type { Finding } from './finding.ts';
import { visibleLinks } from './links.ts';
import { atEnd, type ParsedMail, type Rule, visibleText } from './mail.ts';

/** Marketing needs a way out and the sender's address: CAN-SPAM, GDPR, and what Gmail and Yahoo ask of senders. */
export const marketingRule: Rule = (mail) =>
  mail.category === 'marketing' ? [...wayOutFaults(mail), ...addressFaults(mail)] : [];

const wayOutFaults = (mail: ParsedMail): Finding[] => {
  const ways = [mail.links.unsubscribe, mail.links.preferences].filter((url) => url !== undefined);
  const seen = visibleLinks(mail);
  const findings: Finding[] = [];
  if (!ways.some((url) => seen.has(url))) {
    findings.push(
      atEnd(mail, {
        severity: 'error',
        rule: 'unsubscribe_link',
        message: 'Marketing must carry a link to unsubscribe that readers see.',
        remedy: 'Add <a href="{{= it.links.unsubscribe }}">Unsubscribe</a> to the footer.',
      }),
    );
  }
  if (mail.hasTextSource && !ways.some((url) => mail.text.includes(url))) {
    findings.push({
      severity: 'error',
      rule: 'unsubscribe_link',
      part: mail.parts.text,
      line: 1,
      message: 'The text part of marketing must carry the link to unsubscribe as well.',
      remedy: 'Add Unsubscribe: {{= it.links.unsubscribe }} to its end.',
    });
  }
  return findings;
};

const plain = (text: string): string => text.replace(/\s+/g, ' ').trim();

const addressFaults = (mail: ParsedMail): Finding[] => {
  const { postalAddress } = mail;
  if (postalAddress === null) {
    return [
      atEnd(mail, {
        severity: 'warning',
        rule: 'postal_address',
        message: 'Marketing must carry the postal address of the sender, and none is known.',
        remedy: 'Set brand.postal_address in app.yaml, and show it with {{= it.brand.postalAddress }}.',
      }),
    ];
  }
  return plain(visibleText(mail)).includes(plain(postalAddress))
    ? []
    : [
        atEnd(mail, {
          severity: 'error',
          rule: 'postal_address',
          message: 'Marketing must carry the postal address of the sender where readers see it.',
          remedy: 'Add {{= it.brand.postalAddress }} to the footer.',
        }),
      ];
};

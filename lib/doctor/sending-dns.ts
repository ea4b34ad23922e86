import { type Answer, hostOf } from './dns.ts';
import type { DomainRecord } from './domain-records.ts';
import { fault, notChecked, ok, type Verdict, warning } from './finding.ts';

/** A resolver that says nothing says nothing about the records. */
export const silent = (name: string, why: string): Verdict =>
  notChecked(`the DNS says nothing of ${name}: ${why}`, 'try another resolver: --dns 1.1.1.1');

const isSpf = (text: string): boolean => /^v=spf1(\s|$)/i.test(text);

/** Whether a domain lets Mailgun send. RFC 7208 §4.5: two records are as bad as none. */
export const judgeSpf = (domain: string, answer: Answer): Verdict => {
  const wanted = `${domain} TXT "v=spf1 include:mailgun.org ~all"`;
  if (answer.is === 'silent') return silent(domain, answer.why);
  const records = answer.is === 'found' ? answer.values.filter(isSpf) : [];
  const [record = '', ...more] = records;
  if (records.length === 0) return fault(`${domain} has no SPF record`, `enter ${wanted} into the DNS`);
  if (more.length > 0) {
    return fault(
      `${domain} has ${records.length} SPF records, and receivers then take none`,
      `leave one: ${wanted}`,
    );
  }
  return /\sinclude:([a-z0-9-]+\.)*mailgun\.org(\s|$)/i.test(record)
    ? ok(record)
    : fault(`${record} does not name Mailgun`, `add include:mailgun.org to it`);
};

/** The key within a DKIM record, RFC 6376 §3.6.1; long ones are broken by blanks. */
const keyOf = (record: string): string =>
  /(?:^|;)\s*p=([^;]*)/.exec(record)?.[1]?.replaceAll(/\s/g, '') ?? record;

/** Whether what Mailgun asks for stands in the DNS, and whether Mailgun has seen it. */
export const judgeRecord = (record: DomainRecord, answer: Answer): Verdict => {
  const { record_type: type, name = '', value = '', valid } = record;
  const wanted = `${name} ${type} ${type === 'TXT' ? `"${value}"` : value}`;
  if (answer.is === 'silent') return silent(name, answer.why);
  if (answer.is === 'none') return fault(`${name} is not in the DNS`, `enter ${wanted}`);
  const same = (one: string): boolean =>
    type === 'TXT' ? keyOf(one) === keyOf(value) : hostOf(one) === hostOf(value);
  if (!answer.values.some(same)) {
    return fault(`${name} is ${shown(answer.values)}, and Mailgun asks for another`, `enter ${wanted}`);
  }
  return valid === 'valid'
    ? ok(`${name} is as Mailgun asks`)
    : warning(`${name} is as Mailgun asks, but Mailgun has not seen it yet`, 'Mailgun → Domains → Verify');
};

const MOST_SHOWN = 80;
const shown = (values: readonly string[]): string => {
  const text = values.join(', ');
  return text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN)}…`;
};

/** The names at which a policy may stand, from the domain up to where two labels are left: RFC 7489 §6.6.3. */
export const dmarcNames = (domain: string): string[] => {
  const labels = hostOf(domain).split('.');
  return labels.slice(0, Math.max(1, labels.length - 1)).map((_, i) => `_dmarc.${labels.slice(i).join('.')}`);
};

const isDmarc = (text: string): boolean => /^v=DMARC1\s*(;|$)/.test(text);

/** The first policy on the way up. */
export const judgeDmarc = (domain: string, answers: readonly { name: string; answer: Answer }[]): Verdict => {
  const wanted = `_dmarc.${domain} TXT "v=DMARC1; p=none; rua=mailto:you@${domain}"`;
  for (const { name, answer } of answers) {
    if (answer.is === 'silent') return silent(name, answer.why);
    const records = answer.is === 'found' ? answer.values.filter(isDmarc) : [];
    const [record = '', ...more] = records;
    if (records.length === 0) continue;
    if (more.length > 0) {
      return warning(
        `${name} has ${records.length} DMARC records, and receivers then take none`,
        `leave one`,
      );
    }
    return /;\s*p=(none|quarantine|reject)\s*(;|$)/i.test(record)
      ? ok(`${name}: ${record}`)
      : warning(`${name} has no valid policy: ${record}`, `enter ${wanted}`);
  }
  return warning(
    `${domain} has no DMARC record; Gmail and Yahoo ask for one of bulk senders`,
    `enter ${wanted} into the DNS`,
  );
};

/**
 * Whether DMARC takes Mailgun's signature for the From address: RFC 7489 §3.1.1 asks for one organizational domain.
 * Which one that is says a list of public suffixes; here it is enough that one lies in the other, or that they are siblings.
 */
export const judgeAlignment = (from: string, sending: string): Verdict => {
  const parent = (name: string): string => hostOf(name).slice(hostOf(name).indexOf('.') + 1);
  const within = (one: string, other: string): boolean => `.${hostOf(one)}`.endsWith(`.${hostOf(other)}`);
  const isSibling = parent(from) === parent(sending) && parent(from).includes('.');
  return within(from, sending) || within(sending, from) || isSibling
    ? ok(`${from} and ${sending} belong together`)
    : warning(
        `mail from ${from} is signed by ${sending}, so that DMARC of ${from} fails`,
        `send from an address of ${sending}, or add a sending domain below ${from} at Mailgun`,
      );
};

import { describe, expect, onTestFinished, test } from 'vitest';
import { startDns, type Zone } from '../../../local/rehearsal/dns-server.ts';
import { runChecks } from '../../../lib/doctor/check.ts';
import { makeDns } from '../../../lib/doctor/dns.ts';
import { lineOf } from '../../../lib/doctor/finding.ts';
import {
  asFarAsUsed,
  domainCheck,
  judgeDomain,
  sendingDnsCheck,
} from '../../../lib/doctor/sending-dns-checks.ts';
import {
  dmarcNames,
  judgeAlignment,
  judgeDmarc,
  judgeRecord,
  judgeSpf,
} from '../../../lib/doctor/sending-dns.ts';
import type { World } from '../../../lib/doctor/world.ts';
import { parseConfig } from '../../../lib/read-config.ts';

const found = (...values: string[]) => ({ is: 'found', values }) as const;
const none = { is: 'none' } as const;
const silence = { is: 'silent', why: 'it did not answer in time' } as const;

test.each([
  { answer: found('v=spf1 include:mailgun.org ~all', 'google-site-verification=x'), is: 'ok' },
  { answer: found('v=spf1 include:eu.mailgun.org -all'), is: 'ok' },
  { answer: found('v=spf1 include:notmailgun.org -all'), is: 'fault' },
  { answer: found('v=spf1 include:mailgun.org ~all', 'v=spf1 -all'), is: 'fault' },
  { answer: found('v=spf10 include:mailgun.org'), is: 'fault' },
  { answer: none, is: 'fault' },
  { answer: silence, is: 'not checked' },
])('SPF of $answer.values: $is', ({ answer, is }) => {
  expect(judgeSpf('mg.example.com', answer).is).toBe(is);
});

describe('A record that Mailgun asks for', () => {
  const txt = {
    record_type: 'TXT',
    name: 'mx._domainkey.mg.example.com',
    value: 'k=rsa; p=MIGf+A/9',
    valid: 'valid',
  };
  const cname = { record_type: 'CNAME', name: 'email.mg.example.com', value: 'mailgun.org', valid: 'valid' };
  test.each([
    { record: txt, answer: found('k=rsa; p=MIGf +A/9'), is: 'ok' },
    { record: txt, answer: found('v=DKIM1; k=rsa; p=MIGf+A/9;'), is: 'ok' },
    { record: txt, answer: found('k=rsa; p=OTHER'), is: 'fault' },
    { record: txt, answer: none, is: 'fault' },
    { record: txt, answer: silence, is: 'not checked' },
    { record: cname, answer: found('Mailgun.org.'), is: 'ok' },
    { record: cname, answer: found('eu.mailgun.org'), is: 'fault' },
    { record: { ...cname, valid: 'unknown' }, answer: found('mailgun.org'), is: 'warning' },
  ])('$record.record_type $answer.values $record.valid: $is', ({ record, answer, is }) => {
    expect(judgeRecord(record, answer).is).toBe(is);
  });

  test('for tracking is no fault where nothing is tracked', () => {
    const missing = judgeRecord(cname, none);
    const off = parseConfig(
      'email: { tracking: { open_tracking: false, click_tracking: false } }',
      'app.yaml',
    );
    expect([asFarAsUsed(parseConfig('', 'app.yaml'), missing).is, asFarAsUsed(off, missing).is]).toEqual([
      'fault',
      'warning',
    ]);
  });
});

test.each([
  { answers: [found('v=DMARC1; p=none; rua=mailto:a@example.com')], is: 'ok' },
  { answers: [none, found('v=DMARC1;p=reject')], is: 'ok' },
  { answers: [found('some other text'), found('v=DMARC1; p=quarantine; sp=none')], is: 'ok' },
  { answers: [found('v=DMARC1; rua=mailto:a@example.com')], is: 'warning' },
  { answers: [found('v=DMARC1; p=none', 'v=DMARC1; p=reject')], is: 'warning' },
  { answers: [none, none], is: 'warning' },
  { answers: [none, silence], is: 'not checked' },
])('DMARC of $answers: $is', ({ answers, is }) => {
  const named = answers.map((answer, i) => ({ name: dmarcNames('mg.example.com')[i]!, answer }));
  expect(judgeDmarc('mg.example.com', named).is).toBe(is);
});

test('DMARC is looked for from the domain up to where two labels are left', () => {
  expect(dmarcNames('a.mg.example.com')).toEqual([
    '_dmarc.a.mg.example.com',
    '_dmarc.mg.example.com',
    '_dmarc.example.com',
  ]);
  expect(dmarcNames('example.com')).toEqual(['_dmarc.example.com']);
});

test.each([
  { from: 'example.com', sending: 'mg.example.com', is: 'ok' },
  { from: 'sales.example.com', sending: 'mg.example.com', is: 'ok' },
  { from: 'mg.example.com', sending: 'mg.example.com', is: 'ok' },
  { from: 'example.com', sending: 'mg.other.com', is: 'warning' },
  { from: 'example.com', sending: 'notexample.com', is: 'warning' },
  { from: 'one.com', sending: 'two.com', is: 'warning' },
])('From $from, signed by $sending: $is', ({ from, sending, is }) => {
  expect(judgeAlignment(from, sending).is).toBe(is);
});

test.each([
  { domain: { name: 'x', state: 'active' }, is: 'ok' },
  { domain: { name: 'x', state: 'unverified' }, is: 'fault' },
  { domain: { name: 'x', state: 'active', is_disabled: true }, is: 'fault' },
])('A domain that is $domain: $is', ({ domain, is }) => {
  expect(judgeDomain({ domain, sending_dns_records: [] }).is).toBe(is);
});

describe('Asked of a DNS server', () => {
  const yaml = 'email: { mailgun: { domain: mg.example.com }, sending: { from_email: sales@example.com } }';
  const key = 'p='.padEnd(400, 'A');
  const body = {
    domain: { name: 'mg.example.com', state: 'active' },
    sending_dns_records: [
      {
        record_type: 'TXT',
        name: 'mg.example.com',
        value: 'v=spf1 include:mailgun.org ~all',
        valid: 'valid',
      },
      { record_type: 'TXT', name: 'k1._domainkey.mg.example.com', value: `k=rsa; ${key}`, valid: 'valid' },
      { record_type: 'CNAME', name: 'email.mg.example.com', value: 'mailgun.org', valid: 'valid' },
    ],
  };
  const serve = async (zone: Zone): Promise<string> => {
    const { address, stop } = await startDns(() => zone);
    onTestFinished(stop);
    return address;
  };
  const linesOf = async (zone: Zone | string): Promise<string[]> => {
    const server = typeof zone === 'string' ? zone : await serve(zone);
    const world: Pick<World, 'config' | 'dns' | 'mailgun'> = {
      config: () => parseConfig(yaml, 'app.yaml'),
      dns: makeDns({ server, timeoutMs: 200, tries: 1 }),
      mailgun: () =>
        Promise.resolve({
          url: '',
          get: () => Promise.resolve({ status: 200, message: '', body }),
          sendTestMail: () => Promise.reject(new Error('nothing is sent')),
        }),
    };
    const found = await runChecks([sendingDnsCheck, domainCheck], world as World, () => undefined);
    return found.map(lineOf);
  };

  test('a domain as it should be is ok, its DKIM key in two strings and its policy at the domain above', async () => {
    const lines = await linesOf({
      txt: {
        'mg.example.com': ['v=spf1 include:mailgun.org ~all'],
        'k1._domainkey.mg.example.com': [`k=rsa; ${key}`],
        '_dmarc.example.com': ['v=DMARC1; p=none'],
      },
      cname: { 'email.mg.example.com': 'mailgun.org' },
    });
    expect(lines).toEqual([
      'ok           SPF of mg.example.com: v=spf1 include:mailgun.org ~all',
      'ok           DMARC of example.com: _dmarc.example.com: v=DMARC1; p=none',
      'ok           DMARC of mg.example.com: _dmarc.example.com: v=DMARC1; p=none',
      'ok           From of mg.example.com: example.com and mg.example.com belong together',
      'ok           domain mg.example.com: Mailgun has it, active',
      'ok           DKIM of mg.example.com: k1._domainkey.mg.example.com is as Mailgun asks',
      'ok           tracking of mg.example.com: email.mg.example.com is as Mailgun asks',
    ]);
  });

  test('a domain without any records has each told with what to enter', async () => {
    const lines = await linesOf({});
    expect(lines.filter((line) => !line.startsWith('ok')).map((line) => line.slice(0, 60))).toEqual([
      'fault        SPF of mg.example.com: mg.example.com has no SP',
      'warning      DMARC of example.com: example.com has no DMARC ',
      'warning      DMARC of mg.example.com: mg.example.com has no ',
      'fault        DKIM of mg.example.com: k1._domainkey.mg.exampl',
      'fault        tracking of mg.example.com: email.mg.example.co',
    ]);
  });

  test('a server that answers nothing is told plainly, and is no fault', async () => {
    const lines = await linesOf({
      silent: ['mg.example.com', '_dmarc.example.com', '_dmarc.mg.example.com'],
    });
    expect(lines.slice(0, 3)).toEqual([
      'not checked  SPF of mg.example.com: the DNS says nothing of mg.example.com: it did not answer in time → try another resolver: --dns 1.1.1.1',
      'not checked  DMARC of example.com: the DNS says nothing of _dmarc.example.com: it did not answer in time → try another resolver: --dns 1.1.1.1',
      'not checked  DMARC of mg.example.com: the DNS says nothing of _dmarc.mg.example.com: it did not answer in time → try another resolver: --dns 1.1.1.1',
    ]);
  });

  test('an address where no server is says so', async () => {
    const [first] = await linesOf('127.0.0.1:1');
    expect(first).toContain('nothing listens there');
  });
});

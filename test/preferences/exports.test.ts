import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readImport } from '../../functions/preferences/suppression/import.ts';
import { providerExports } from '../../functions/preferences/suppression/exports.ts';

const FOLDER = 'test/preferences/exports';
const fileOf = (name: string) => readFileSync(`${FOLDER}/${name}`, 'utf8');

const marketing = 'opt-out marketingEmails';
const everything = 'opt-out conversationSummaries appointmentReminders marketingEmails digests';

/** What each address of a file comes to, in words. */
const outcomeOf = (file: string) => {
  const { recognizedAs, lines, broken } = readImport(fileOf(file), {});
  const asked = lines.map(({ email, asks }) => {
    const what = asks.as === 'suppression' ? asks.reason : `opt-out ${asks.switches.join(' ')}`;
    return `${email}: ${what}`;
  });
  return { recognizedAs, asked, brokenLines: broken.map(({ line }) => line) };
};

const taken = [
  {
    file: 'mailgun-bounces.csv',
    as: 'Mailgun bounces',
    asked: { 'hard@mailgun-bounces.example': 'bounce', 'full@mailgun-bounces.example': 'bounce' },
  },
  {
    file: 'mailgun-complaints.csv',
    as: 'Mailgun complaints',
    asked: { 'spam@mailgun-complaints.example': 'complaint' },
  },
  {
    file: 'mailgun-unsubscribes.csv',
    as: 'Mailgun unsubscribes',
    asked: {
      'all@mailgun-unsubscribes.example': everything,
      'some@mailgun-unsubscribes.example': 'opt-out appointmentReminders marketingEmails',
    },
  },
  {
    file: 'sendgrid-bounces-or-blocks.csv',
    as: 'SendGrid bounces or blocks',
    asked: { 'gone@sendgrid.example': 'bounce', 'spamwords@sendgrid.example': 'bounce' },
    brokenLines: [5, 6, 7],
  },
  {
    file: 'sendgrid-invalid-emails.csv',
    as: 'SendGrid invalid emails',
    asked: { 'typo@sendgrid-invalid.example': 'bounce' },
  },
  {
    file: 'sendgrid-spam-reports.csv',
    as: 'SendGrid spam reports',
    asked: { 'spam@sendgrid-spam.example': 'complaint' },
  },
  {
    file: 'sendgrid-global-unsubscribes.csv',
    as: 'SendGrid unsubscribes, global or of a group',
    asked: { 'left@sendgrid-global.example': marketing },
  },
  {
    file: 'sendgrid-group-unsubscribes.csv',
    as: 'SendGrid unsubscribes, global or of a group',
    asked: { 'left@sendgrid-group.example': marketing },
  },
  {
    file: 'postmark-suppressions.csv',
    as: 'Postmark suppressions',
    asked: {
      'hard@postmark.example': 'bounce',
      'spam@postmark.example': 'complaint',
      'hand@postmark.example': 'manual',
    },
    brokenLines: [5],
  },
  ...['ses-list.csv', 'ses-list.json', 'ses-list.txt', 'ses-import.csv', 'ses-import.jsonl'].map((file) => ({
    file,
    as: 'Amazon SES suppression list',
    asked: { 'hard@ses.example': 'bounce', 'spam@ses.example': 'complaint' },
  })),
  {
    file: 'mailchimp-unsubscribed.csv',
    as: 'Mailchimp unsubscribed contacts',
    asked: { 'left@mailchimp.example': marketing },
  },
  {
    file: 'mailchimp-cleaned.csv',
    as: 'Mailchimp cleaned contacts',
    asked: { 'gone@mailchimp.example': 'bounce' },
  },
  {
    file: 'brevo-blocked.csv',
    as: 'Brevo blocked transactional contacts',
    asked: {
      'hard@brevo.example': 'bounce',
      'spam@brevo.example': 'complaint',
      'hand@brevo.example': 'manual',
      'left@brevo.example': everything,
    },
  },
  {
    file: 'brevo-contacts-blocklisted.csv',
    as: 'Brevo contacts with their blocklist',
    asked: { 'left@brevo-contacts.example': marketing },
    brokenLines: [3],
  },
  {
    file: 'mandrill-denylist.csv',
    as: 'Mandrill rejection denylist',
    asked: {
      'hard@mandrill.example': 'bounce',
      'spam@mandrill.example': 'complaint',
      'left@mandrill.example': marketing,
      'hand@mandrill.example': 'manual',
    },
    brokenLines: [3],
  },
];

const refused = [
  { file: 'mailgun-allowlist.csv', why: 'This is a Mailgun allowlist.' },
  { file: 'mailgun-allowlist-api.csv', why: 'This is a Mailgun allowlist.' },
  { file: 'mandrill-allowlist.csv', why: 'This is a Mandrill rejection allowlist.' },
  { file: 'mailchimp-subscribed.csv', why: 'These are Mailchimp subscribed contacts.' },
  { file: 'brevo-contacts.csv', why: 'These are Brevo contacts.' },
];

describe('The export of a provider', () => {
  test.each(taken)('$file is taken for what it is', ({ file, as, asked, ...more }) => {
    const brokenLines = 'brokenLines' in more ? more.brokenLines : [];
    const inWords = Object.entries(asked).map(([email, what]) => `${email}: ${what}`);
    expect(outcomeOf(file)).toEqual({ recognizedAs: as, asked: inWords, brokenLines });
  });

  test.each(taken)('$file says since when, where it has a date', ({ file }) => {
    const dated = providerExports.filter(
      ({ name, date }) => name === readImport(fileOf(file), {}).recognizedAs && date,
    );
    const hasDate = dated.length > 0 && !file.startsWith('ses-import');
    for (const { at } of readImport(fileOf(file), {}).lines) {
      expect(at === undefined ? undefined : new Date(at).toISOString().slice(0, 7)).toBe(
        hasDate ? '2027-01' : undefined,
      );
    }
  });

  test.each(refused)('$file is no list of people to stop', ({ file, why }) => {
    expect(() => readImport(fileOf(file), {})).toThrow(why);
  });

  test('of people whom mail is allowed to is refused whatever the caller calls it', () => {
    const names = ['mailgun-allowlist.csv', 'mailgun-allowlist-api.csv', 'mandrill-allowlist.csv'];
    for (const name of names) expect(() => readImport(fileOf(name), { reason: 'bounce' })).toThrow('allowed');
  });

  test('of contacts is taken once the caller says what becomes of them', () => {
    const { lines } = readImport(fileOf('brevo-contacts.csv'), { as: 'opt_out' });
    expect(lines.map(({ asks }) => asks)).toEqual([{ as: 'opt_out', switches: ['marketingEmails'] }]);
  });

  test('is known by a file here, each of them', () => {
    const tested = [...taken.map(({ as }) => as), ...refused.map(({ why }) => why)].join('\n');
    for (const { name } of providerExports) expect(tested).toContain(name);
    expect(readdirSync(FOLDER).sort()).toEqual([...taken, ...refused].map(({ file }) => file).sort());
  });

  test('keeps the provider’s words as the detail', () => {
    const [first] = readImport(fileOf('mandrill-denylist.csv'), {}).lines;
    expect(first?.asks).toEqual({
      as: 'suppression',
      reason: 'bounce',
      detail: 'smtp;550 5.1.1 The email account that you tried to reach does not exist.',
    });
  });
});

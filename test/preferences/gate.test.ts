import { describe, expect, test } from 'vitest';
import { categories, type Category, type OptOutSwitch } from '../../functions/contract/category.ts';
import { gate, type GateQuestion } from '../../functions/preferences/gate.ts';
import type { Recipient } from '../../functions/preferences/recipient.ts';
import { settingsOf } from '../../functions/preferences/settings.ts';
import { parseConfig } from '../../lib/read-config.ts';

const config = parseConfig('', 'app.yaml');
const NOW = Date.parse('2027-01-31T09:00:00.000Z');
const emailAddress = 'ada@example.com';
const consent = { marketing: { basis: 'express', source: 'form', at: 1 } } as const;
const allOff = {
  conversationSummaries: false,
  appointmentReminders: false,
  marketingEmails: false,
  digests: false,
};

const ask = (question: Partial<GateQuestion>) => {
  const verdict = gate({
    category: 'system',
    recipient: undefined,
    settings: settingsOf(question.recipient, config),
    isDisabled: false,
    staleAt: NOW + 1,
    addressAllowed: true,
    now: NOW,
    ...question,
  });
  switch (verdict.kind) {
    case 'go':
      return 'goes';
    case 'wait':
      return verdict.why;
    case 'skip':
      return verdict.reason;
  }
};

type Verdicts = Record<Category, string>;
const every = (verdict: string, but: Partial<Verdicts> = {}): Verdicts => ({
  conversation_summary: verdict,
  appointment: verdict,
  reminder: verdict,
  marketing: verdict,
  lead_alert: verdict,
  digest: verdict,
  system: verdict,
  ...but,
});
const suppressed = (reason: 'bounce' | 'complaint' | 'manual', more: Partial<Recipient> = {}): Recipient => ({
  emailAddress,
  consent,
  suppression: { reason, at: 1 },
  ...more,
});

describe('What becomes of a message of each category', () => {
  test.each<{ name: string; question: Partial<GateQuestion>; verdicts: Verdicts }>([
    {
      name: 'to someone we know nothing of',
      question: {},
      verdicts: every('goes', { marketing: 'no_consent' }),
    },
    {
      name: 'to someone who consented to marketing',
      question: { recipient: { emailAddress, consent } },
      verdicts: every('goes'),
    },
    {
      name: 'to someone who consented to tracking alone',
      question: { recipient: { emailAddress, consent: { tracking: consent.marketing } } },
      verdicts: every('goes', { marketing: 'no_consent' }),
    },
    {
      name: 'to someone whose consent has ended',
      question: {
        recipient: { emailAddress, consent: { marketing: { ...consent.marketing, expiresAt: NOW } } },
      },
      verdicts: every('goes', { marketing: 'no_consent' }),
    },
    {
      name: 'to someone whose consent ends in a moment',
      question: {
        recipient: { emailAddress, consent: { marketing: { ...consent.marketing, expiresAt: NOW + 1 } } },
      },
      verdicts: every('goes'),
    },
    {
      name: 'to an address that bounced',
      question: { recipient: suppressed('bounce') },
      verdicts: every('suppressed_bounce'),
    },
    {
      name: 'to someone who complained',
      question: { recipient: suppressed('complaint') },
      verdicts: every('suppressed_complaint'),
    },
    {
      name: 'to an address that was suppressed by hand',
      question: { recipient: suppressed('manual') },
      verdicts: every('suppressed_manual'),
    },
    {
      name: 'to someone who opted out of all that may be refused',
      question: { recipient: { emailAddress, consent, ...allOff } },
      verdicts: every('goes', {
        conversation_summary: 'opted_out',
        reminder: 'opted_out',
        marketing: 'opted_out',
        digest: 'opted_out',
      }),
    },
    {
      name: 'to someone whose suppression has ended',
      question: {
        recipient: { emailAddress, consent, suppression: { reason: 'bounce', at: 1, until: NOW } },
      },
      verdicts: every('goes'),
    },
    {
      name: 'to someone who wants no summaries at all',
      question: { recipient: { emailAddress, consent, summaryFrequency: 'never' } },
      verdicts: every('goes', { conversation_summary: 'opted_out' }),
    },
    {
      name: 'to someone who has had one less of the kind than their cap allows',
      question: { recipient: { emailAddress, consent }, capped: { most: 2, got: 1 } },
      verdicts: every('goes'),
    },
    {
      name: 'to someone who has had as many of the kind as their cap allows',
      question: { recipient: { emailAddress, consent }, capped: { most: 2, got: 2 } },
      verdicts: every('frequency_cap'),
    },
    {
      name: 'to someone who has quiet hours now',
      question: { recipient: { emailAddress, consent, quietHours: { from: '08:00', to: '10:00' } } },
      verdicts: every('goes', {
        conversation_summary: 'quiet_hours',
        marketing: 'quiet_hours',
        digest: 'quiet_hours',
      }),
    },
    {
      name: 'that app.yaml switches off',
      question: { recipient: { emailAddress, consent }, isDisabled: true },
      verdicts: every('disabled'),
    },
    {
      name: 'that people hold back',
      question: { recipient: { emailAddress, consent }, pausedUntil: NOW + 1 },
      verdicts: every('paused'),
    },
    {
      name: 'that is a test, to someone who wants nothing of all this',
      question: {
        recipient: { emailAddress, ...allOff, quietHours: { from: '08:00', to: '10:00' } },
        isTest: true,
        isDisabled: true,
      },
      verdicts: every('goes'),
    },
    {
      name: 'that went stale',
      question: { recipient: { emailAddress, consent }, staleAt: NOW },
      verdicts: every('expired'),
    },
    {
      name: 'to an address that this stage may not mail',
      question: { recipient: { emailAddress, consent }, addressAllowed: false },
      verdicts: every('sandbox'),
    },
  ])('$name', ({ question, verdicts }) => {
    const found = categories.map((category) => [category, ask({ ...question, category })]);
    expect(Object.fromEntries(found)).toEqual(verdicts);
  });
});

describe('An opt-out', () => {
  test.each<{ off: OptOutSwitch; stops: Category }>([
    { off: 'conversationSummaries', stops: 'conversation_summary' },
    { off: 'appointmentReminders', stops: 'reminder' },
    { off: 'marketingEmails', stops: 'marketing' },
    { off: 'digests', stops: 'digest' },
  ])('of $off stops $stops and nothing else', ({ off, stops }) => {
    const recipient = { emailAddress, consent, [off]: false };
    const stopped = categories.filter((category) => ask({ category, recipient }) === 'opted_out');
    expect(stopped).toEqual([stops]);
  });

  test('that was taken back stops nothing', () => {
    const recipient = { emailAddress, consent, marketingEmails: true };
    expect(ask({ category: 'marketing', recipient })).toBe('goes');
  });
});

describe('Of several reasons the first counts:', () => {
  const stale = { staleAt: NOW, addressAllowed: false };
  test.each<{ question: Partial<GateQuestion>; reason: string }>([
    {
      question: { recipient: suppressed('manual'), isDisabled: true, ...stale },
      reason: 'disabled',
    },
    {
      question: { recipient: suppressed('manual', { consent: undefined, ...allOff }), ...stale },
      reason: 'suppressed_manual',
    },
    { question: { recipient: { emailAddress, ...allOff }, ...stale }, reason: 'no_consent' },
    { question: { recipient: { emailAddress, consent, ...allOff }, ...stale }, reason: 'opted_out' },
    {
      question: { recipient: { emailAddress, consent }, capped: { most: 1, got: 1 }, ...stale },
      reason: 'frequency_cap',
    },
    { question: { recipient: { emailAddress, consent }, pausedUntil: NOW + 1, ...stale }, reason: 'expired' },
    { question: { recipient: { emailAddress, consent }, addressAllowed: false }, reason: 'sandbox' },
  ])('$reason', ({ question, reason }) => {
    expect(ask({ category: 'marketing', ...question })).toBe(reason);
  });
});

import { describe, expect, test } from 'vitest';
import type { Recipient } from '../../functions/preferences/recipient.ts';
import { aConfig, aRequest, DAY, NOW } from './messages.ts';
import { ada, plan } from './plan-message-fixture.ts';
import { isAddressAllowed } from '../../functions/outbox/message/sending-mode.ts';

describe('a message that may not go is skipped at once', () => {
  const suppressed = (reason: 'bounce' | 'complaint' | 'manual') => ({
    suppression: { reason, at: NOW - DAY },
  });
  test.each<{ what: string; category: string; recipient: Recipient | undefined; want: string }>([
    {
      what: 'after a hard bounce',
      category: 'system',
      recipient: ada(suppressed('bounce')),
      want: 'suppressed_bounce',
    },
    {
      what: 'after a complaint',
      category: 'appointment',
      recipient: ada(suppressed('complaint')),
      want: 'suppressed_complaint',
    },
    {
      what: 'when suppressed by hand',
      category: 'lead_alert',
      recipient: ada(suppressed('manual')),
      want: 'suppressed_manual',
    },
    { what: 'as marketing to a stranger', category: 'marketing', recipient: undefined, want: 'no_consent' },
    {
      what: 'as marketing without consent',
      category: 'marketing',
      recipient: ada({ consent: {} }),
      want: 'no_consent',
    },
    {
      what: 'as marketing when the consent has run out',
      category: 'marketing',
      recipient: ada({
        consent: { marketing: { basis: 'implied', source: 'form', at: NOW - DAY, expiresAt: NOW } },
      }),
      want: 'no_consent',
    },
    {
      what: 'as marketing that was refused',
      category: 'marketing',
      recipient: ada({ marketingEmails: false }),
      want: 'opted_out',
    },
    {
      what: 'as a reminder that was refused',
      category: 'reminder',
      recipient: ada({ appointmentReminders: false }),
      want: 'opted_out',
    },
    {
      what: 'as a summary that was refused',
      category: 'conversation_summary',
      recipient: ada({ conversationSummaries: false }),
      want: 'opted_out',
    },
    {
      what: 'as a digest that was refused',
      category: 'digest',
      recipient: ada({ digests: false }),
      want: 'opted_out',
    },
    {
      what: 'suppressed, without consent and refused: suppression comes first',
      category: 'marketing',
      recipient: ada({ ...suppressed('complaint'), consent: {}, marketingEmails: false }),
      want: 'suppressed_complaint',
    },
    {
      what: 'without consent and refused: the missing consent comes first',
      category: 'marketing',
      recipient: ada({ consent: {}, marketingEmails: false }),
      want: 'no_consent',
    },
  ])('$what ($want)', ({ category, recipient, want }) => {
    const { message } = plan(aRequest({ category }), { recipient });
    expect(message).toMatchObject({
      acceptedAs: 'skipped',
      copy: 0,
      life: { status: 'skipped', reason: want, skippedAt: NOW },
    });
    expect(message).not.toHaveProperty('queuedAt');
  });

  test('scheduled mail is skipped too', () => {
    const { message } = plan(aRequest({ sendAt: '2026-03-05T09:00:00Z' }), {
      recipient: ada(suppressed('bounce')),
    });
    expect(message.life).toMatchObject({ status: 'skipped', reason: 'suppressed_bounce' });
  });

  test.each(['appointment', 'system', 'lead_alert'])('but nobody can refuse the category %s', (category) => {
    const refusesAll = ada({
      conversationSummaries: false,
      appointmentReminders: false,
      marketingEmails: false,
      digests: false,
    });
    expect(plan(aRequest({ category }), { recipient: refusesAll }).message.life.status).toBe('queued');
  });

  test('one opt-out stops its own category alone', () => {
    const recipient = ada({ marketingEmails: false });
    expect(plan(aRequest({ category: 'reminder' }), { recipient }).message.life.status).toBe('queued');
  });
});

describe('whom mail may reach', () => {
  const listed = aConfig({
    sending: { allowlist: ['example.org', 'Grace@Example.com'], test_recipients: ['test@example.net'] },
  });
  test.each([
    { email: 'anyone@example.org', mode: 'allowlist', want: true },
    { email: 'anyone@sub.example.org', mode: 'allowlist', want: false },
    { email: 'anyone@notexample.org', mode: 'allowlist', want: false },
    { email: 'grace@example.com', mode: 'allowlist', want: true },
    { email: 'GRACE@example.com', mode: 'allowlist', want: true },
    { email: 'ada@example.com', mode: 'allowlist', want: false },
    { email: 'test@example.net', mode: 'allowlist', want: true },
    { email: 'ada@example.com', mode: 'live', want: true },
    { email: 'ada@example.com', mode: 'redirect', want: true },
  ] as const)('$email in mode $mode: $want', ({ email, mode, want }) => {
    expect(isAddressAllowed(email, mode, listed)).toBe(want);
  });

  test('an address that is not on the list is skipped as sandbox', () => {
    const { message } = plan(aRequest(), { config: listed, mode: 'allowlist' });
    expect(message.life).toMatchObject({ status: 'skipped', reason: 'sandbox' });
  });

  test('a suppression is told before the sandbox', () => {
    const { message } = plan(aRequest(), {
      config: listed,
      mode: 'allowlist',
      recipient: ada({ suppression: { reason: 'bounce', at: NOW } }),
    });
    expect(message.life).toMatchObject({ reason: 'suppressed_bounce' });
  });
});

import { describe, expect, test } from 'vitest';
import { checkRequest } from '../../functions/outbox/check-request.ts';
import { isAddressAllowed, type PlanContext, planMessage } from '../../functions/outbox/plan-message.ts';
import type { Recipient } from '../../functions/preferences/recipient.ts';
import { aConfig, aRequest, aTemplateRequest, DAY, HOUR, MESSAGE_ID, MINUTE, NOW } from './messages.ts';

const config = aConfig();

const plan = (content: Record<string, unknown>, different: Partial<PlanContext> = {}) => {
  const checked = checkRequest(content, config, NOW);
  if (!checked.ok) throw new Error(JSON.stringify(checked.faults));
  return planMessage(checked.request, {
    id: MESSAGE_ID,
    client: 'crm',
    requestHash: 'hash',
    recipient: undefined,
    attachments: [],
    config,
    mode: 'live',
    now: NOW,
    ...different,
  });
};

const ada = (different: Partial<Recipient>): Recipient => ({
  emailAddress: 'ada@example.com',
  consent: { marketing: { basis: 'express', source: 'form', at: NOW - DAY } },
  ...different,
});

describe('a message that may go', () => {
  test('at once is queued, with everything that was asked for', () => {
    const { message, body } = plan(
      aRequest({
        to: { email: 'ada@example.com', name: 'Ada' },
        tags: ['spring'],
        metadata: { order: 7 },
        from: { name: 'Grace' },
        replyTo: 'grace@example.com',
        locale: 'de',
        timezone: 'Europe/Berlin',
        sessionId: 's-1',
        conversationId: 'c-1',
        appointmentId: 'a-1',
        leadId: 'l-1',
        expiresAt: '2026-03-02T10:00:00Z',
      }),
    );
    expect(message).toEqual({
      id: MESSAGE_ID,
      rev: 0,
      client: 'crm',
      requestHash: 'hash',
      acceptedAs: 'queued',
      to: { email: 'ada@example.com', name: 'Ada' },
      category: 'system',
      lane: 'transactional',
      subject: 'Your export is ready',
      tags: ['spring'],
      metadata: { order: 7 },
      sessionId: 's-1',
      conversationId: 'c-1',
      appointmentId: 'a-1',
      leadId: 'l-1',
      createdAt: NOW,
      queuedAt: NOW,
      expiresAt: NOW + HOUR,
      generation: 0,
      copy: 1,
      attempts: 0,
      opens: 0,
      clicks: 0,
      life: { status: 'queued', nextCheckAt: NOW + 10 * MINUTE },
    });
    expect(body).toEqual({
      content: {
        kind: 'inline',
        subject: 'Your export is ready',
        text: 'Fetch it within seven days.',
        html: undefined,
      },
      from: { name: 'Grace' },
      replyTo: 'grace@example.com',
      locale: 'de',
      timezone: 'Europe/Berlin',
    });
  });

  test.each([
    { sendAt: '2026-03-02T09:00:00Z', status: 'queued' },
    { sendAt: '2026-03-02T09:00:00.001Z', status: 'scheduled' },
    { sendAt: '2026-03-05T09:00:00+01:00', status: 'scheduled' },
  ])('with sendAt $sendAt, at 9:00, is $status', ({ sendAt, status }) => {
    const { message } = plan(aRequest({ sendAt }));
    expect(message.acceptedAs).toBe(status);
    expect(message.life.status).toBe(status);
    expect(message.scheduledAt).toBe(status === 'scheduled' ? Date.parse(sendAt) : undefined);
  });

  test('a year ahead is scheduled, not stale', () => {
    expect(plan(aRequest({ sendAt: '2027-03-01T09:00:00Z' })).message.life.status).toBe('scheduled');
  });

  test.each([
    { category: 'conversation_summary', lane: 'transactional' },
    { category: 'appointment', lane: 'transactional' },
    { category: 'reminder', lane: 'transactional' },
    { category: 'lead_alert', lane: 'transactional' },
    { category: 'system', lane: 'transactional' },
    { category: 'digest', lane: 'bulk' },
    { category: 'marketing', lane: 'bulk' },
  ])('of category $category takes the $lane lane', ({ category, lane }) => {
    const { message } = plan(aRequest({ category }), { recipient: ada({}) });
    expect(message).toMatchObject({ category, lane, life: { status: 'queued' } });
  });

  test('from a template pins its version, and has its category and subject', () => {
    const { message, body } = plan(aTemplateRequest());
    expect(message).toMatchObject({
      template: 'system_notification',
      templateVersion: 1,
      category: 'system',
      subject: 'Your export is ready',
    });
    expect(body.content).toEqual({
      kind: 'template',
      template: 'system_notification',
      version: 1,
      data: { title: 'Your export is ready', body: 'Fetch it within seven days.' },
    });
  });

  test('with html alone gets a text part to go with it', () => {
    const { body } = plan(
      aRequest({
        text: undefined,
        html: '<h1>Hello</h1><p>See <a href="https://example.com/a">your offer</a>.</p>',
      }),
    );
    expect(body.content).toMatchObject({
      kind: 'inline',
      text: 'Hello\n\nSee your offer <https://example.com/a>.',
    });
  });

  test('with attachments names them in its body, and counts them itself', () => {
    const stored = { filename: 'a.pdf', contentType: 'application/pdf', size: 7, objectKey: 'k/0' };
    const { message, body } = plan(aRequest(), { attachments: [stored] });
    expect(message.attachmentCount).toBe(1);
    expect(body.attachments).toEqual([stored]);
  });
});

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

describe('what would make the message too large', () => {
  test('a subject of 254 letters stays on it', () => {
    const { message, body } = plan(aRequest({ subject: 'x'.repeat(254) }));
    expect(message).toMatchObject({ subject: 'x'.repeat(254) });
    expect(message).not.toHaveProperty('overflow');
    expect(body).not.toHaveProperty('overflow');
  });

  test.each([
    { what: 'a subject of 255 letters', field: 'subject', value: 'x'.repeat(255) },
    { what: 'a subject of 128 letters of two bytes', field: 'subject', value: 'é'.repeat(128) },
    { what: 'long metadata', field: 'metadata', value: { note: 'y'.repeat(300) } },
    { what: 'long tags', field: 'tags', value: Array.from({ length: 10 }, (_, i) => `${i}`.repeat(100)) },
  ])('$what goes to the body', ({ field, value }) => {
    const { message, body } = plan(aRequest({ [field]: value }));
    expect(message.overflow).toBe(true);
    expect(message).not.toHaveProperty(field);
    expect(body.overflow).toEqual({ [field]: value });
  });

  test('what is short stays on the message beside what went', () => {
    const { message, body } = plan(aRequest({ metadata: { a: 'x'.repeat(300) }, tags: ['spring'] }));
    expect(message).toMatchObject({ subject: 'Your export is ready', tags: ['spring'], overflow: true });
    expect(body.overflow).toEqual({ metadata: { a: 'x'.repeat(300) } });
  });
});

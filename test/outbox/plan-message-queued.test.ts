import { describe, expect, test } from 'vitest';
import { aRequest, aTemplateRequest, HOUR, MESSAGE_ID, MINUTE, NOW } from './messages.ts';
import { ada, plan } from './plan-message-fixture.ts';

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
      bodyId: 'body_1',
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

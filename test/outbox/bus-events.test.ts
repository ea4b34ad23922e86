import { describe, expect, test } from 'vitest';
import { changeEvent, factEvent } from '../../functions/outbox/message/bus-events.ts';
import { aMessageThatIs, MESSAGE_ID, NOW } from './messages.ts';

describe('bus events about a message', () => {
  test.each([
    { status: 'scheduled', want: undefined },
    { status: 'queued', want: undefined },
    { status: 'sending', want: undefined },
    { status: 'unknown', want: undefined },
    { status: 'sent', want: 'email.sent' },
    { status: 'delivered', want: 'email.delivered' },
    { status: 'bounced', want: 'email.bounced' },
    { status: 'failed', want: 'email.failed' },
    { status: 'skipped', want: 'email.skipped' },
    { status: 'cancelled', want: 'email.cancelled' },
  ] as const)('one that is $status is announced as $want', ({ status, want }) => {
    expect(changeEvent(aMessageThatIs(status))?.detailType).toBe(want);
  });

  test('each carries the ids and the caller’s metadata', () => {
    const failed = aMessageThatIs('failed', {
      metadata: { order: 7 },
      conversationId: 'c-1',
      appointmentId: 'a-1',
      leadId: 'l-1',
      sessionId: 's-1',
    });
    expect(changeEvent(failed)?.detail).toEqual({
      id: MESSAGE_ID,
      generation: 0,
      recipient: 'ada@example.com',
      category: 'appointment',
      template: undefined,
      status: 'failed',
      reason: 'rejected',
      sessionId: 's-1',
      conversationId: 'c-1',
      appointmentId: 'a-1',
      leadId: 'l-1',
      metadata: { order: 7 },
    });
  });

  test('a click says when, and on what', () => {
    const clicked = factEvent('clicked', aMessageThatIs('delivered'), {
      at: NOW,
      generation: 0,
      url: 'https://example.com/a',
    });
    expect(clicked).toMatchObject({
      detailType: 'email.clicked',
      detail: { id: MESSAGE_ID, at: '2026-03-02T09:00:00.000Z', url: 'https://example.com/a' },
    });
  });
});

import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from 'vitest';
import { toItem } from '../../functions/outbox/message/message-item.ts';
import type { Message } from '../../functions/outbox/message/message.ts';
import { aMessage, aMessageThatIs, DAY, HOUR, MESSAGE_ID, MINUTE, NOW, SECOND } from './messages.ts';

const KEPT_DAYS = 400;

describe('the indexes of a message', () => {
  test('keys of lists hold no status and never change', () => {
    for (const status of ['scheduled', 'queued', 'sending', 'sent', 'bounced', 'cancelled'] as const) {
      expect(toItem(aMessageThatIs(status), KEPT_DAYS, NOW)).toMatchObject({
        pk: MESSAGE_ID,
        sk: 'MESSAGE',
        sortKey: `2026-03-02T09:00:00.000Z#${MESSAGE_ID}`,
        listMonth: '2026-03',
        recipientKey: 'ada@example.com',
      });
    }
  });

  test.each([
    { status: 'queued', place: 'leaving#2026-03' },
    { status: 'sending', place: 'leaving#2026-03' },
    { status: 'scheduled', place: 'scheduled#2026-03' },
    { status: 'sent', place: 'sent#2026-03' },
    { status: 'delivered', place: 'delivered#2026-03' },
    { status: 'failed', place: 'failed#2026-03' },
  ] as const)('a message that is $status stands in the list of its status', ({ status, place }) => {
    expect(toItem(aMessageThatIs(status), KEPT_DAYS, NOW)['statusMonth']).toBe(place);
  });

  test('the same recipient is found however the address is written', () => {
    const item = toItem(aMessage({ to: { email: 'Ada.Lovelace@example.com' } }), KEPT_DAYS, NOW);
    expect(item).toMatchObject({
      recipientKey: 'ada.lovelace@example.com',
      to: { email: 'Ada.Lovelace@example.com' },
    });
  });

  test.each([
    { status: 'scheduled', nextCheckAt: NOW + HOUR + 30 * SECOND },
    { status: 'queued', nextCheckAt: NOW + 10 * MINUTE },
    { status: 'sending', nextCheckAt: NOW + 10 * MINUTE },
    { status: 'unknown', nextCheckAt: NOW + 5 * MINUTE },
  ] as const)('a message that is $status stands in the sweeper’s index and is kept', (c) => {
    const item = toItem(aMessageThatIs(c.status), KEPT_DAYS, NOW);
    expect(item['checkShard']).toMatch(/^sweep#[0-7]$/);
    expect(item['nextCheckAt']).toBe(c.nextCheckAt);
    expect(item).not.toHaveProperty('ttl');
  });

  test.each(['delivered', 'bounced', 'failed', 'skipped', 'cancelled'] as const)(
    'a message that is %s has left the sweeper’s index and expires after its retention',
    (status) => {
      const item = toItem(aMessageThatIs(status), KEPT_DAYS, NOW);
      expect(item).not.toHaveProperty('checkShard');
      expect(item).not.toHaveProperty('nextCheckAt');
      expect(item['ttl']).toBe((NOW + 400 * DAY) / 1000);
    },
  );
});

describe('a sent message', () => {
  test('stands in the index of those that Mailgun is asked about, until word comes', () => {
    const item = toItem(aMessageThatIs('sent'), KEPT_DAYS, NOW);
    expect(item['checkShard']).toMatch(/^reconcile#[0-7]$/);
    expect(item['nextCheckAt']).toBe(NOW + 15 * MINUTE + 2 * SECOND);
    expect(item).not.toHaveProperty('ttl');
  });

  test('that Mailgun is asked about no more expires after its retention', () => {
    const item = toItem(aMessageThatIs('sent', { life: { status: 'sent', checks: 6 } }), KEPT_DAYS, NOW);
    expect(item).not.toHaveProperty('checkShard');
    expect(item['ttl']).toBe((NOW + 400 * DAY) / 1000);
  });
});

/** The size of an item as DynamoDB counts it: names and values in UTF-8, and a little for each list or map. */
const bytesOf = (value: unknown): number => {
  if (typeof value === 'string') return Buffer.byteLength(value);
  // Two digits a byte, and one more.
  if (typeof value === 'number') return Math.ceil(String(value).length / 2) + 1;
  if (Array.isArray(value)) return 3 + value.reduce<number>((sum, one) => sum + 1 + bytesOf(one), 0);
  if (typeof value === 'object' && value !== null)
    return 3 + Object.entries(value).reduce((sum, [name, one]) => sum + 1 + name.length + bytesOf(one), 0);
  return 1;
};

describe('the size of a message', () => {
  const typical: Message = aMessageThatIs('sent', {
    template: 'appointment_confirmation',
    templateVersion: 12,
    tags: ['spring', 'berlin'],
    metadata: { orderId: 'A-10042', source: 'chat' },
    conversationId: 'conv_01J9Z7N5Q8M2',
    appointmentId: 'appt_01J9Z7N5Q8M3',
    leadId: 'lead_01J9Z7N5Q8M4',
    deliveredAt: NOW + 3 * SECOND,
    openedAt: NOW + HOUR,
    opens: 2,
  });

  test('a write of a typical message costs one unit: less than 1 KB', () => {
    const item = JSON.parse(JSON.stringify(toItem(typical, KEPT_DAYS, NOW))) as unknown;
    expect(bytesOf(item)).toBeLessThan(1024);
    expect(bytesOf(item)).toBeGreaterThan(600);
  });

  test('DynamoDB takes it as it is', () => {
    const item = marshall(toItem(typical, KEPT_DAYS, NOW), { removeUndefinedValues: true });
    expect(item['deliveredAt']).toEqual({ N: String(NOW + 3000) });
    expect(item).not.toHaveProperty('scheduledAt');
  });
});

import { describe, expect, test } from 'vitest';
import { makeDomainHealthReader } from '../../functions/outbox/flow/domain-health.ts';
import { putBody } from '../../functions/outbox/message/body-store.ts';
import type { Message } from '../../functions/outbox/message/message.ts';
import { erasedAddress } from '../../functions/contract/erased-address.ts';
import { aftermath } from '../../functions/tracking/aftermath.ts';
import { foldEvents } from '../../functions/tracking/fold.ts';
import type { TrackedEvent } from '../../functions/mailgun/event.ts';
import { makeRecipientStore } from '../../functions/preferences/store.ts';
import { memoryOutbox } from '../outbox/memory-outbox.ts';
import { aBody, aConfig, aMessageThatIs, DAY, NOW } from '../outbox/messages.ts';
import { anEvent } from './events.ts';

const sent = (different: Partial<Message> = {}) =>
  aMessageThatIs('sent', { category: 'reminder', ...different });

const setUp = async (message = sent()) => {
  const memory = await memoryOutbox([message], () => NOW);
  const { sends } = memory.deps;
  const removed: string[] = [];
  const events: { detailType: string; detail: Record<string, unknown> }[] = [];
  const deps = {
    sends,
    stateTable: 'state',
    recipients: makeRecipientStore(sends.dynamo, 'preferences'),
    softBounces: aConfig().suppression,
    attachments: {
      ...memory.deps.attachments,
      remove: (of: readonly { objectKey: string }[]) =>
        Promise.resolve(void removed.push(...of.map(({ objectKey }) => objectKey))),
    },
    bus: {
      publish: (some: readonly (typeof events)[number][]) => Promise.resolve(void events.push(...some)),
    },
    now: () => NOW,
  };
  const follow = (...happened: Partial<TrackedEvent>[]) =>
    aftermath(deps, [
      foldEvents(
        message,
        happened.map((event) => anEvent(event)),
      ),
    ]);
  return {
    deps,
    follow,
    removed,
    events,
    health: makeDomainHealthReader({ dynamo: sends.dynamo, table: 'state' }, () => NOW),
  };
};
const softBounce = { type: 'failed', failure: 'soft_bounce', detail: '452 mailbox full' } as const;

describe('What follows for the recipient', () => {
  test('of a hard bounce is that nothing goes to them any more', async () => {
    const { deps, follow } = await setUp();
    await follow({ type: 'bounced', failure: 'hard_bounce', detail: '550 no such user' });
    expect(await deps.recipients.find('ada@example.com')).toMatchObject({
      suppression: { reason: 'bounce', detail: '550 no such user' },
    });
  });

  test('of mails given up for a passing fault is a rest, once there were enough of them', async () => {
    const { deps, follow } = await setUp();
    const { soft_bounces } = deps.softBounces;
    for (let i = 0; i < soft_bounces; i += 1) {
      expect((await deps.recipients.find('ada@example.com'))?.suppression).toBeUndefined();
      await follow({ ...softBounce, id: `soft-${i}`, occurredAt: NOW - DAY + i });
    }
    expect(await deps.recipients.find('ada@example.com')).toMatchObject({
      suppression: { reason: 'bounce', until: expect.any(Number) as number },
    });
  });

  test('of a delivery is nothing', async () => {
    const { deps, follow } = await setUp();
    await follow({ type: 'delivered' });
    expect(await deps.recipients.find('ada@example.com')).toBeUndefined();
  });

  test('of unsubscribing is that they refuse its kind, which the bus is told with what it belongs to', async () => {
    const { deps, follow, events } = await setUp(sent({ appointmentId: 'appointment-1' }));
    await follow({ type: 'unsubscribed', tags: [] });
    expect(await deps.recipients.find('ada@example.com')).toMatchObject({ appointmentReminders: false });
    expect(events.map(({ detailType }) => detailType)).toEqual(['preferences.changed', 'email.unsubscribed']);
    expect(events[0]?.detail).toMatchObject({
      off: ['appointmentReminders'],
      appointmentId: 'appointment-1',
      by: 'mailgun',
    });
  });

  test('of unsubscribing from what nobody may refuse is nothing', async () => {
    const { deps, follow, events } = await setUp(sent({ category: 'appointment' }));
    await follow({ type: 'unsubscribed', tags: [] });
    expect(await deps.recipients.find('ada@example.com')).toBeUndefined();
    expect(events.map(({ detailType }) => detailType)).toEqual(['email.unsubscribed']);
  });

  test('who was erased stands under their hash alone, and the bus hears no address', async () => {
    const { deps, follow, events } = await setUp(sent({ to: { email: erasedAddress('ada@example.com') } }));
    await follow({ type: 'unsubscribed', tags: [], recipient: 'ada@example.com' });
    await follow({ ...softBounce, recipient: 'ada@example.com' });
    expect(await deps.recipients.find('ada@example.com')).toMatchObject({ appointmentReminders: false });
    expect((await deps.recipients.find('ada@example.com'))?.softBounces).toBeUndefined();
    expect(events.map(({ detailType }) => detailType)).not.toContain('preferences.changed');
  });

  test('of an erased one whose event names nobody is nothing', async () => {
    const { follow, events } = await setUp(sent({ to: { email: erasedAddress('ada@example.com') } }));
    await follow({ type: 'complained', recipient: undefined });
    expect(events.map(({ detailType }) => detailType)).toEqual(['email.complained']);
  });
});

describe('What follows for the receiving domain', () => {
  const bulk = () => setUp(sent({ lane: 'bulk' }));

  test('is counted of bulk mail: what it took, and what it put off', async () => {
    const { follow, health } = await bulk();
    await follow(
      { type: 'deferred', id: '1' },
      { type: 'deferred', id: '2' },
      { type: 'delivered', id: '3' },
    );
    expect(await health('example.com')).toEqual({ deferred: 2, delivered: 1 });
  });

  test('is counted where as much was taken as put off', async () => {
    const { follow, health } = await bulk();
    await follow({ type: 'deferred', id: '1' }, { type: 'delivered', id: '2' });
    expect(await health('example.com')).toEqual({ deferred: 1, delivered: 1 });
  });

  test('is nothing of what readers do', async () => {
    const { deps, follow } = await bulk();
    await follow({ type: 'opened' }, { type: 'clicked', id: '2' });
    const items = await makeDomainHealthReader(
      { dynamo: deps.sends.dynamo, table: 'state' },
      () => NOW,
    )('example.com');
    expect(items).toEqual({ deferred: 0, delivered: 0 });
  });

  test('is nothing of transactional mail', async () => {
    const { follow, health } = await setUp();
    await follow({ type: 'delivered' });
    expect(await health('example.com')).toEqual({ deferred: 0, delivered: 0 });
  });
});

describe('What follows for attachments', () => {
  const withFile = async () => {
    const message = sent({ attachmentCount: 1 });
    const made = await setUp(message);
    const file = { filename: 'a.pdf', contentType: 'application/pdf', size: 4, objectKey: 'msg/0-a' };
    await putBody(made.deps.sends, message, aBody({ attachments: [file] }), NOW + DAY);
    return made;
  };

  test.each([
    { type: 'delivered', want: ['msg/0-a'] },
    { type: 'bounced', failure: 'hard_bounce', want: ['msg/0-a'] },
    { type: 'deferred', want: [] },
    { type: 'opened', want: [] },
  ] as const)('of $type is that they go: $want', async ({ want, ...event }) => {
    const { follow, removed } = await withFile();
    await follow(event);
    expect(removed).toEqual(want);
  });

  test('is nothing of a mail without any', async () => {
    const { follow, removed } = await setUp();
    await follow({ type: 'delivered' });
    expect(removed).toEqual([]);
  });

  test('is made up for when the event comes again', async () => {
    const { deps, removed } = await withFile();
    const delivered = aMessageThatIs('delivered', { attachmentCount: 1 });
    const events = [{ event: anEvent(), machine: false }];
    await aftermath(deps, [{ before: delivered, after: delivered, again: true, events }]);
    expect(removed).toEqual(['msg/0-a']);
    await aftermath(deps, [{ before: delivered, after: delivered, again: false, events }]);
    expect(removed).toHaveLength(1);
  });
});

import { describe, expect, test } from 'vitest';
import { foldEvents } from '../../functions/tracking/fold.ts';
import { aMessageThatIs, HOUR, NOW, SECOND } from '../outbox/messages.ts';
import { anEvent } from './events.ts';

const sent = aMessageThatIs('sent');
const delivered = anEvent({ id: 'd', type: 'delivered', occurredAt: NOW + 3 * SECOND });
const opened = anEvent({ id: 'o', type: 'opened', occurredAt: NOW + HOUR });

describe('a batch of events about one message', () => {
  test('is played in the order of its events, not of their arrival', () => {
    const bounced = anEvent({
      id: 'b',
      type: 'bounced',
      failure: 'hard_bounce',
      occurredAt: NOW + HOUR,
      detail: '550',
    });
    const fold = foldEvents(sent, [bounced, delivered]);
    expect(fold.changed).toBe(true);
    expect(fold.before).toBe(sent);
    expect(fold.after).toMatchObject({
      deliveredAt: NOW + 3 * SECOND,
      bouncedAt: NOW + HOUR,
      life: { status: 'bounced', detail: '550' },
    });
    expect(fold.events.map(({ event }) => event.id)).toEqual(['d', 'b']);
  });

  test('counts opens and clicks, and marks the first of each', () => {
    const again = anEvent({ id: 'o2', type: 'opened', occurredAt: NOW + 2 * HOUR });
    const clicked = anEvent({ id: 'c', type: 'clicked', occurredAt: NOW + 2 * HOUR, url: '/1' });
    const fold = foldEvents(sent, [again, clicked, delivered, opened]);
    expect(fold.after).toMatchObject({
      opens: 2,
      clicks: 1,
      openedAt: NOW + HOUR,
      clickedAt: NOW + 2 * HOUR,
    });
    expect(fold.events.map(({ event, first }) => [event.id, first])).toEqual([
      ['d', false],
      ['o', true],
      ['o2', false],
      ['c', true],
    ]);
  });

  test('marks the first outcome alone: whatever comes after, the message counts once', () => {
    const outcomes = (fold: ReturnType<typeof foldEvents>) =>
      fold.events.filter(({ isOutcome }) => isOutcome).map(({ event }) => event.id);
    const bounced = anEvent({ id: 'b', type: 'bounced', failure: 'hard_bounce', occurredAt: NOW + HOUR });
    const accepted = anEvent({ id: 'a', type: 'accepted', occurredAt: NOW });
    expect(outcomes(foldEvents(sent, [accepted, delivered, opened, bounced]))).toEqual(['d']);
    expect(outcomes(foldEvents(sent, [bounced]))).toEqual(['b']);
    expect(outcomes(foldEvents(aMessageThatIs('delivered'), [delivered, opened, bounced]))).toEqual([]);
    expect(outcomes(foldEvents(aMessageThatIs('sent', { generation: 1 }), [delivered]))).toEqual([]);
  });

  test('a second open in a later batch is no first', () => {
    const fold = foldEvents(aMessageThatIs('delivered', { opens: 1, openedAt: NOW }), [opened]);
    expect(fold.events).toMatchObject([{ first: false, machine: false }]);
    expect(fold.after.opens).toBe(2);
  });

  test('software that follows all links is told by the delivery in the same batch', () => {
    const links = ['/1', '/2'].map((url, i) =>
      anEvent({ id: url, type: 'clicked', occurredAt: delivered.occurredAt + (i + 1) * SECOND, url }),
    );
    const fold = foldEvents(sent, [...links, delivered]);
    expect(fold.after).toMatchObject({ clicks: 0, botClicks: 2, life: { status: 'delivered' } });
    expect(fold.events.filter(({ machine }) => machine)).toHaveLength(2);
  });

  test('links that are followed soon after an open are a person’s where nobody knows of the delivery', () => {
    const links = ['/1', '/2'].map((url, i) =>
      anEvent({ id: url, type: 'clicked', occurredAt: opened.occurredAt + (i + 1) * SECOND, url }),
    );
    expect(foldEvents(sent, [opened, ...links]).after).toMatchObject({ opens: 1, clicks: 2 });
  });

  test('events of another generation are kept, and move nothing', () => {
    const second = aMessageThatIs('sent', { generation: 1 });
    const fold = foldEvents(second, [delivered, opened]);
    expect(fold).toMatchObject({ changed: false });
    expect(fold.after).toBe(second);
    expect(fold.events.map(({ event, first }) => [event.id, first])).toEqual([
      ['d', false],
      ['o', false],
    ]);
  });

  test('a message on which nothing changes need not be written', () => {
    const done = aMessageThatIs('delivered');
    expect(foldEvents(done, [delivered])).toMatchObject({ changed: false, after: done });
    expect(foldEvents(done, [])).toEqual({
      before: done,
      after: done,
      changed: false,
      events: [],
      again: false,
    });
  });

  test('an event settles a try whose outcome nobody knew', () => {
    const fold = foldEvents(aMessageThatIs('unknown'), [anEvent({ type: 'accepted' })]);
    expect(fold.after).toMatchObject({ sentAt: NOW + 3 * SECOND, life: { status: 'sent' } });
  });

  test.each(['skipped', 'cancelled', 'failed'] as const)('delivery moves no message that is %s', (status) => {
    expect(foldEvents(aMessageThatIs(status), [delivered]).after.life.status).toBe(status);
  });
});

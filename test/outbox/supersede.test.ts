import { describe, expect, test } from 'vitest';
import { transition } from '../../functions/outbox/message/life.ts';
import { isDeadLetter, type Life, type Message } from '../../functions/outbox/message/message.ts';
import { aMessageThatIs, MINUTE, NOW } from './messages.ts';

const superseded = (message: Message): Message => {
  const step = transition(message, { type: 'supersede' }, NOW);
  if (!step.changed) throw new Error(step.why);
  return step.message;
};
const lifeAfter = (message: Message, action: Parameters<typeof transition>[1]) => {
  const step = transition(message, action, NOW + MINUTE);
  return step.changed ? step.message.life : step.why;
};
const failedTry = { at: NOW, error: '503' };

describe('A message whose place something newer takes', () => {
  test.each(['scheduled', 'queued'] as const)('is skipped at once while it is %s', (status) => {
    expect(superseded(aMessageThatIs(status)).life).toMatchObject({
      status: 'skipped',
      reason: 'superseded',
    });
  });

  test('goes on while it is being sent, and is not tried again should that fail', () => {
    const message = superseded(aMessageThatIs('sending'));
    expect(message.life.status).toBe('sending');
    expect(lifeAfter(message, { type: 'sent', mailgunMessageId: '<1>' })).toMatchObject({ status: 'sent' });
    for (const action of [{ type: 'notSent', failedTry }, { type: 'release' }] as const)
      expect(lifeAfter(message, action)).toMatchObject({ status: 'skipped', reason: 'superseded' });
  });

  test('is skipped once it is known that a try of unknown outcome did not send it', () => {
    const message = superseded(aMessageThatIs('unknown'));
    expect(lifeAfter(message, { type: 'settledAbsent' })).toMatchObject({ reason: 'superseded' });
    expect(lifeAfter(message, { type: 'delivered', occurredAt: NOW })).toMatchObject({ status: 'delivered' });
    const later = transition(message, { type: 'settleLater', settleAt: NOW + 2 * MINUTE }, NOW);
    if (!later.changed) throw new Error(later.why);
    expect(lifeAfter(later.message, { type: 'settledAbsent' })).toMatchObject({ reason: 'superseded' });
  });

  test('is never sent by hand once it has failed, and waits for nobody', () => {
    const message = superseded(aMessageThatIs('failed'));
    expect(message.life.status).toBe('failed');
    expect(lifeAfter(message, { type: 'retry' })).toBe('wrong_state');
    expect(isDeadLetter({ ...message, life: { ...message.life, reason: 'dead_lettered' } as Life })).toBe(
      false,
    );
    const refused = lifeAfter(superseded(aMessageThatIs('sending')), {
      type: 'fail',
      reason: 'rejected',
      detail: '400',
    });
    expect(refused).toMatchObject({ status: 'failed', isSuperseded: true });
  });

  test('is so once', () => {
    expect(transition(superseded(aMessageThatIs('sending')), { type: 'supersede' }, NOW)).toMatchObject({
      why: 'no_effect',
    });
    expect(transition(aMessageThatIs('delivered'), { type: 'supersede' }, NOW)).toMatchObject({
      why: 'wrong_state',
    });
  });
});

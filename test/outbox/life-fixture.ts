import type { Action } from '../../functions/outbox/life-actions.ts';
import { transition } from '../../functions/outbox/life.ts';
import type { Message } from '../../functions/outbox/message.ts';
import { HOUR, NOW } from './messages.ts';

export const LATER = NOW + 2 * HOUR;

export const changed = (message: Message, action: Action, now = LATER): Message => {
  const outcome = transition(message, action, now);
  if (!outcome.changed) throw new Error(`Nothing changed: ${outcome.why}`);
  return outcome.message;
};

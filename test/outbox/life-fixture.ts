import type { Action } from '../../functions/outbox/message/actions.ts';
import { transition } from '../../functions/outbox/message/life.ts';
import type { Message } from '../../functions/outbox/message/message.ts';
import { HOUR, NOW } from './messages.ts';

export const LATER = NOW + 2 * HOUR;

export const changed = (message: Message, action: Action, now = LATER): Message => {
  const outcome = transition(message, action, now);
  if (!outcome.changed) throw new Error(`Nothing changed: ${outcome.why}`);
  return outcome.message;
};

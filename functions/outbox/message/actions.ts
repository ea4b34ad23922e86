import type { Life, Message, MessageFacts, FailedTry } from './message.ts';
import type { Reason } from '../../contract/message-status.ts';

/** Everything that can happen to a message. Nothing else changes a status. */
export type Action =
  /** Its time has come, or its copy on SQS is lost or late: a new copy is put on SQS. */
  | { type: 'queue' }
  /** Its SQS copy is deleted; the sweeper queues it anew at `until`. `why` tells readers of its timeline. */
  | { type: 'park'; until: number; paused?: boolean; why?: string }
  /** `recoveredAt`: when Mailgun last took a mail after others had failed. */
  | { type: 'claim'; token: string; leaseUntil: number; recoveredAt: number }
  /** A claim given up before anything was sent; spends no try. */
  | { type: 'release' }
  | { type: 'sent'; mailgunMessageId: string }
  /** Mailgun certainly did not take it; never counts as a try where the fault was not the message's (`lastWait`). */
  | { type: 'notSent'; failedTry: FailedTry; lastWait?: { why: string; until: number } }
  | { type: 'unknown'; failedTry: FailedTry; settleAt: number; isProbe: boolean }
  /** The lease ran out and nobody knows what became of the try. */
  | { type: 'leaseLapsed'; settleAt: number }
  | { type: 'settleLater'; settleAt: number }
  /** Mailgun's events show that an unknown try was never accepted. */
  | { type: 'settledAbsent' }
  /** Mailgun was asked what became of a sent message, and had no word yet. */
  | { type: 'noEvents' }
  | { type: 'fail'; reason: Reason; detail: string }
  | { type: 'skip'; reason: Reason }
  /** Something newer takes its place; what is being sent goes on, and is not tried again. */
  | { type: 'supersede' }
  | { type: 'cancel' }
  /** The bus has been told of its end. */
  | { type: 'announced' }
  | { type: 'reschedule'; scheduledAt: number }
  | { type: 'retry' }
  | ProviderAction;

/** What Mailgun's events tell; `occurredAt` is theirs. */
export type ProviderAction =
  /** `mailgunMessageId` is absent where the event has none. */
  | { type: 'accepted'; occurredAt: number; mailgunMessageId?: string | undefined }
  | { type: 'deferred'; occurredAt: number }
  | { type: 'delivered'; occurredAt: number }
  | { type: 'bounced'; occurredAt: number; detail: string }
  /** Mailgun accepted it and then gave up for a reason that is no bounce. */
  | { type: 'failedAfterSend'; occurredAt: number; reason: Reason; detail: string }
  | { type: 'opened' | 'clicked'; occurredAt: number; machine: boolean }
  | { type: 'complained' | 'unsubscribed'; occurredAt: number };

export type Transition =
  { changed: true; message: Message } | { changed: false; why: 'wrong_state' | 'no_effect' };

/** The action does not apply to the status. */
export const wrongState: Transition = { changed: false, why: 'wrong_state' };
/** The action applies, and changes nothing. */
export const noEffect: Transition = { changed: false, why: 'no_effect' };

export const become = (message: Message, life: Life, facts: Partial<MessageFacts> = {}): Transition => ({
  changed: true,
  message: { ...message, ...facts, life },
});

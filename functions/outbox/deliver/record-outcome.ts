import { MINUTE } from '../../platform/clock.ts';
import { capOf } from '../../preferences/caps.ts';
import { sentEvent } from '../message/bus-events.ts';
import type { ProviderSignal } from '../flow/breaker.ts';
import type { DeliverDeps, Job, Batch } from './batch.ts';
import type { Action } from '../message/actions.ts';
import { isUnannounced, type Message } from '../message/message.ts';
import { postpone } from './postpone.ts';
import { backoffMs, type SendOutcome } from '../../mailgun/send-outcome.ts';
import { apply } from '../message/store.ts';
import { messageIdHeader } from '../../contract/message-id.ts';
import { sendingDomain } from '../message/sending-domain.ts';

export interface SendResult {
  job: Job;
  outcome: SendOutcome;
  probe: boolean;
}

interface Decision {
  action: Action;
  signal: ProviderSignal;
  /** How long the message waits before its next try. */
  waitMs?: number;
}

/** Writes what a send came to, tells the breaker, and puts the message off where it has to be tried again. */
export const recordOutcome = async (deps: DeliverDeps, batch: Batch, result: SendResult): Promise<void> => {
  const { job } = result;
  const now = deps.clock.now();
  const decision = decide(deps, job.message, result, now);
  const written = await apply(deps.sends, job.message, decision.action, {
    now,
    stillWanted: (fresh) => concerns(fresh, job.message, decision.action),
  });
  await deps.breaker.signal(decision.signal);
  countOutcome(deps, job.message, result.outcome);
  // Webhooks may have said more by now; that it left is for us to tell.
  if (decision.action.type === 'sent') batch.events.push(sentEvent(written.message));
  if (!written.changed) return;
  if (decision.action.type === 'fail') await giveBackCap(deps, job.message);
  if (isUnannounced(written.message.life)) batch.ended.push(written.message);
  if (decision.waitMs !== undefined && written.message.life.status === 'queued') {
    await postpone(
      deps,
      batch,
      { ...job, message: written.message },
      {
        until: now + decision.waitMs,
        why: result.outcome.kind,
      },
    );
  }
};

/** A capped mail that failed counts for no cap; one that is called off after a failed try keeps its place, which is one mail less. */
export const giveBackCap = async (
  deps: Pick<DeliverDeps, 'recipients' | 'config'>,
  message: Message,
): Promise<void> => {
  // Whatever the cap is by now, this is what it may have taken.
  const cap = capOf(message, { marketingPerWeek: Infinity }, deps.config);
  if (cap) await deps.recipients.giveBackCapped(message.to.email, cap.kind, message.id);
};

/** That a mail was sent holds whatever happened meanwhile; anything else is about the claim it was tried under. */
const concerns = (fresh: Message, tried: Message, action: Action): boolean =>
  fresh.generation === tried.generation && (action.type === 'sent' || claimOf(fresh) === claimOf(tried));

const claimOf = ({ life }: Message): string | undefined =>
  life.status === 'sending' ? life.claim : undefined;

/** The rules of retrying: what may count as a try, what is nobody's fault, and what can't be known yet. */
export const decide = (
  deps: Pick<DeliverDeps, 'config' | 'random'>,
  message: Message,
  result: Pick<SendResult, 'outcome' | 'probe'>,
  now: number,
): Decision => {
  const { outcome, probe } = result;
  const { retry_delay_minutes, settle_minutes } = deps.config.email.delivery;
  switch (outcome.kind) {
    case 'sent':
      return { action: { type: 'sent', mailgunMessageId: outcome.mailgunMessageId }, signal: { kind: 'ok' } };
    case 'rejected':
      return { action: { type: 'fail', reason: 'rejected', detail: outcome.detail }, signal: { kind: 'ok' } };
    case 'unknown':
      return {
        action: {
          type: 'unknown',
          failedTry: { at: now, error: outcome.detail, unknown: true },
          settleAt: now + settle_minutes[message.lane] * MINUTE,
          isProbe: probe,
        },
        signal: { kind: 'failure', why: outcome.detail },
      };
    case 'throttled':
    case 'account': {
      const waitMs = outcome.kind === 'throttled' ? outcome.waitMs : MINUTE / 2;
      return {
        action: {
          type: 'notSent',
          failedTry: { at: now, error: outcome.detail },
          lastWait: { why: outcome.detail, until: now + waitMs },
        },
        signal:
          outcome.kind === 'throttled'
            ? { kind: 'throttled', until: now + waitMs }
            : { kind: 'account', why: outcome.detail },
        waitMs,
      };
    }
    case 'unreached': {
      const signal = { kind: 'failure', why: outcome.detail } as const;
      const failedTry = { at: now, error: outcome.detail };
      if (probe) {
        const waitMs = MINUTE / 2;
        return {
          action: { type: 'notSent', failedTry, lastWait: { why: outcome.detail, until: now + waitMs } },
          signal,
          waitMs,
        };
      }
      return {
        action: { type: 'notSent', failedTry },
        signal,
        waitMs: backoffMs(message.attempts, retry_delay_minutes, deps.random),
      };
    }
  }
};

const countOutcome = (deps: DeliverDeps, message: Message, outcome: SendOutcome): void => {
  deps.metrics.addMetric(`Send_${outcome.kind}`, 'Count', 1);
  if (outcome.kind === 'sent') {
    const expected = messageIdHeader(message, sendingDomain(message.category, deps.config));
    if (outcome.mailgunMessageId !== expected) {
      // Events will carry this id instead of ours; our variable still leads them back.
      deps.logger.error('Mailgun answered with an id that is not ours', { messageId: message.id });
      deps.metrics.addMetric('ForeignMessageId', 'Count', 1);
    }
    return;
  }
  deps.logger.warn('A send did not go through', {
    messageId: message.id,
    outcome: outcome.kind,
    detail: outcome.detail,
  });
  if (outcome.kind === 'account') deps.metrics.addMetric('AccountRefused', 'Count', 1);
};

import { DAY, MINUTE } from '../../platform/clock.ts';
import { newId } from '../../platform/ids.ts';
import { gate, type Verdict } from '../../preferences/gate.ts';
import type { Recipient } from '../../preferences/recipient.ts';
import { capOf } from '../../preferences/caps.ts';
import { settingsOf } from '../../preferences/settings.ts';
import { isSwitchedOff } from '../../preferences/switched-off.ts';
import type { MessageBody } from '../message/body.ts';
import type { DeliverDeps, Job, Batch } from './batch.ts';
import type { Action } from '../message/actions.ts';
import { handleStaleCopy } from './stale-copy.ts';
import { staleAt } from '../message/send-at.ts';
import { countedTries } from '../message/tries.ts';
import { SLOT_TOLERANCE_MS } from '../flow/limiter.ts';
import { hasCopy, type Message } from '../message/message.ts';
import type { TemplateVersion } from '../../rendering/template.ts';
import { composeMail } from './outgoing-mail.ts';
import { permitAt } from '../flow/breaker.ts';
import { isPaused, PAUSE_CHECK_MS } from '../flow/pauses.ts';
import { parkPaused, postpone } from './postpone.ts';
import { giveBackCap, recordOutcome } from './record-outcome.ts';
import { findBody } from '../message/body-store.ts';
import { apply } from '../message/store.ts';
import { isAddressAllowed } from '../message/sending-mode.ts';
import { templateOf } from '../message/content.ts';

/** Longer than Mailgun's timeout and the writes around it. */
const LEASE_MS = MINUTE;

/** Sleeps to its slot, asks the gate again, claims, sends, and records what came of it. */
export const sendInSlot = async (
  deps: DeliverDeps,
  batch: Batch,
  turn: { job: Job; slot: number; probe: boolean },
): Promise<void> => {
  const { job, slot } = turn;
  // What a message says never changes, so it is read before the slot and costs no lateness.
  const [body, linkKeys] = await Promise.all([findBody(deps.sends, job.message), deps.linkKeys()]);
  if (body === undefined)
    return endHere(deps, batch, job, {
      type: 'fail',
      reason: 'no_content',
      detail: 'Its content is past retention',
    });
  const [attachments, template] = await Promise.all([
    deps.attachments.get(body.attachments ?? []),
    templateOf(deps.templates, body),
  ]);
  await deps.clock.sleepUntil(slot);
  const isLate = () => deps.clock.now() > slot + SLOT_TOLERANCE_MS;
  if (isLate()) {
    batch.pending.push(job);
    return;
  }
  const breaker = deps.breaker.lastSeen();
  if (countedTries(job.message, breaker.recoveredAt) > deps.config.email.delivery.retry_attempts) {
    const detail = job.message.failedTries?.at(-1)?.error ?? 'No try went through';
    return endHere(deps, batch, job, { type: 'fail', reason: 'dead_lettered', detail });
  }
  // Others may have learnt since the slot was reserved that Mailgun fails, or asks to wait.
  const permit = turn.probe ? { kind: 'go' as const } : permitAt(breaker, deps.clock.now());
  if (permit.kind !== 'go') {
    const wait = permit.kind === 'wait' ? permit : { until: deps.clock.now(), why: 'Mailgun fails' };
    await postpone(deps, batch, job, wait);
    return;
  }

  const recipient = await deps.recipients.find(job.message.to.email);
  const verdict = await askGate(deps, job.message, body, recipient);
  if (verdict.kind === 'skip') return endHere(deps, batch, job, { type: 'skip', reason: verdict.reason });
  if (verdict.kind === 'wait') {
    return verdict.why === 'paused'
      ? parkPaused(deps, batch, job)
      : postpone(deps, batch, job, { until: verdict.until, why: 'the recipient’s quiet hours' });
  }

  const claimed = await claim(deps, batch, job);
  if (claimed === undefined) return;
  if (isLate()) {
    const released = await apply(deps.sends, claimed, { type: 'release' }, { now: deps.clock.now() });
    batch.pending.push({ ...job, message: released.message });
    return;
  }
  // Somebody wrote it since it was read, and may have changed what it says.
  const isAsRead = claimed.rev === job.message.rev + 1;
  const said = isAsRead ? body : ((await findBody(deps.sends, claimed)) ?? body);
  const outcome = await deps.mailgun.send(
    compose(deps, claimed, { body: said, template, recipient, attachments, linkKeys }),
  );
  await recordOutcome(deps, batch, { job: { ...job, message: claimed }, outcome, probe: turn.probe });
};

const askGate = async (
  deps: DeliverDeps,
  message: Message,
  body: MessageBody,
  recipient: Recipient | undefined,
): Promise<Verdict> => {
  const now = deps.clock.now();
  const settings = settingsOf(recipient, deps.config, body.timezone);
  const cap = message.isTest === true ? undefined : capOf(message, settings, deps.config);
  const verdict = gate({
    category: message.category,
    recipient,
    settings,
    isDisabled: isSwitchedOff(message.template, deps.config),
    pausedUntil: isPaused(message, await deps.pauses()) ? now + PAUSE_CHECK_MS : undefined,
    capped: cap && {
      most: cap.most,
      got: await deps.recipients.countCapped(message.to.email, cap.kind, now, message.id),
    },
    isTest: message.isTest,
    staleAt: staleAt(message, deps.config.email.delivery.max_wait_days * DAY),
    addressAllowed: isAddressAllowed(message.to.email, deps.mode, deps.config),
    now,
  });
  if (cap === undefined || verdict.kind !== 'go') return verdict;
  // Two at the same moment may both have counted one that is left.
  return (await deps.recipients.takeCapped(message.to.email, cap, { messageId: message.id, now }))
    ? verdict
    : { kind: 'skip', reason: 'frequency_cap' };
};

/** Takes the message for this function alone; undefined when it was cancelled, or another copy is ahead. */
const claim = async (deps: DeliverDeps, batch: Batch, job: Job): Promise<Message | undefined> => {
  const now = deps.clock.now();
  const claimed = await apply(
    deps.sends,
    job.message,
    {
      type: 'claim',
      token: newId('claim'),
      leaseUntil: now + LEASE_MS,
      recoveredAt: deps.breaker.lastSeen().recoveredAt,
    },
    { now, stillWanted: (fresh) => hasCopy(fresh, job.copy.copy) },
  );
  if (claimed.changed) return claimed.message;
  handleStaleCopy(batch, job.copy, claimed.message);
  return undefined;
};

const compose = (
  deps: DeliverDeps,
  message: Message,
  parts: {
    body: MessageBody;
    template: TemplateVersion | undefined;
    recipient: Recipient | undefined;
    attachments: Awaited<ReturnType<DeliverDeps['attachments']['get']>>;
    linkKeys: Awaited<ReturnType<DeliverDeps['linkKeys']>>;
  },
) =>
  composeMail(message, parts.body, {
    config: deps.config,
    mode: deps.mode,
    baseUrl: deps.baseUrl,
    linkKeys: parts.linkKeys,
    template: parts.template,
    recipient: parts.recipient,
    attachments: parts.attachments,
    now: deps.clock.now(),
  });

const endHere = async (deps: DeliverDeps, batch: Batch, job: Job, action: Action): Promise<void> => {
  const ended = await apply(deps.sends, job.message, action, {
    now: deps.clock.now(),
    stillWanted: (fresh) => hasCopy(fresh, job.copy.copy),
  });
  if (!ended.changed) {
    handleStaleCopy(batch, job.copy, ended.message);
    return;
  }
  batch.ended.push(ended.message);
  // What an earlier try took of the recipient's week is free again.
  if (action.type === 'fail') await giveBackCap(deps, job.message);
};

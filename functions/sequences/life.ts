import type { EmailState } from '../outbox/outbox.ts';
import { holds } from './condition.ts';
import type { Definition } from './definition.ts';
import type { ActiveLife, Ending, Enrollment, HistoryEntry } from './enrollment.ts';
import { openFrom, waitedUntil } from './schedule.ts';
import { type Branch, type Step } from './step.ts';
import { END, mailStepOf } from './step-faults.ts';

/** What is so around an enrolment when its next move is decided. */
export interface Surroundings {
  /** What the outbox knows of its mails, by their ids. */
  emails: ReadonlyMap<string, EmailState>;
  /** The recipient's, as it is now. */
  timezone: string;
  /** How late a step may be, in milliseconds. */
  expireAfterMs: number;
  /** Epoch milliseconds. */
  now: number;
}

/** What to do with an enrolment next. */
export type Move =
  /** Nothing before `until`. */
  | { type: 'wait'; until: number }
  /** Its mail is on its way; the outbox says when it has left. */
  | { type: 'underway' }
  /** Its mail could have left at `dueAt`. */
  | { type: 'send'; template: string; dueAt: number; expiresAt: number }
  /** The step is carried out: what happened, and where it goes on. */
  | { type: 'done'; entry: HistoryEntry; next: string }
  | { type: 'end'; how: Ending };

/** What the next move of an active enrolment is. Pure and total. */
export const nextMove = (
  enrollment: Enrollment & { life: ActiveLife },
  definition: Pick<Definition, 'steps' | 'window'>,
  around: Surroundings,
): Move => {
  const { life } = enrollment;
  const step = definition.steps.find(({ id }) => id === life.step);
  if (step === undefined) return { type: 'end', how: 'completed' };
  const next = successorOf(definition, step);
  if ('wait' in step) return waiting(life, step, { ...around, next });
  if ('send' in step) return sending(enrollment, step, { ...around, next, window: definition.window });
  const to = (isSo(step.if, enrollment, around) ? step.then : step.else) ?? next;
  return { type: 'done', entry: { at: around.now, step: step.id, what: 'branched', to }, next: to };
};

/** The step that follows when a step names none. */
const successorOf = ({ steps }: Pick<Definition, 'steps'>, step: Step): string => {
  const named = 'next' in step ? step.next : undefined;
  return named ?? steps[steps.indexOf(step) + 1]?.id ?? END;
};

/** A step that is too late is carried out no more: after an outage nobody gets a heap. */
const isTooLate = (dueAt: number, { now, expireAfterMs }: Surroundings): boolean =>
  now > dueAt + expireAfterMs;

const waiting = (
  { since }: ActiveLife,
  step: Extract<Step, { wait: string }>,
  around: Surroundings & { next: string },
): Move => {
  const { now, timezone, next } = around;
  const until = waitedUntil(since, step.wait, timezone);
  if (now < until) return { type: 'wait', until };
  if (isTooLate(until, around)) return { type: 'end', how: 'expired' };
  return { type: 'done', entry: { at: now, step: step.id, what: 'waited' }, next };
};

const sending = (
  enrollment: Enrollment & { life: ActiveLife },
  step: Extract<Step, { send: string }>,
  around: Surroundings & { next: string; window: Definition['window'] },
): Move => {
  const { now, timezone, next, window, expireAfterMs, emails } = around;
  const { since } = enrollment.life;
  const begun = enrollment.mails.find((mail) => mail.step === step.id);
  const email = begun && emails.get(begun.emailId);
  if (email !== undefined) return afterMail(step, email, { now, next });
  // It has left, and is kept no more.
  if (begun?.sentAt !== undefined) {
    const entry = { at: begun.sentAt, step: step.id, what: 'sent', emailId: begun.emailId } as const;
    return { type: 'done', entry, next };
  }
  // How late it is counts from the first opening; whoever comes later, or finds other clocks, waits for one that is open.
  const opensAt = openFrom(since, window, timezone);
  if (isTooLate(opensAt, around)) return { type: 'end', how: 'expired' };
  const mayLeaveAt = openFrom(Math.max(now, since), window, timezone);
  if (now < mayLeaveAt) return { type: 'wait', until: mayLeaveAt };
  if (enrollment.arm === 'held_out') {
    const entry = { at: now, step: step.id, what: 'skipped', reason: 'held_out' } as const;
    return { type: 'done', entry, next };
  }
  return { type: 'send', template: step.send, dueAt: opensAt, expiresAt: opensAt + expireAfterMs };
};

/** Where it goes on once it is known what became of the mail of a step; one that failed ends nothing. */
const afterMail = (
  step: Step,
  { id: emailId, status, reason, sentAt }: EmailState,
  { now, next }: { now: number; next: string },
): Move => {
  const done = (entry: Pick<HistoryEntry, 'at' | 'what' | 'reason'>): Move => ({
    type: 'done',
    entry: { ...entry, step: step.id, emailId },
    next,
  });
  switch (status) {
    case 'scheduled':
    case 'queued':
    case 'sending':
      return { type: 'underway' };
    case 'sent':
    case 'delivered':
      return done({ at: sentAt ?? now, what: 'sent' });
    case 'bounced':
      return { type: 'end', how: 'suppressed' };
    case 'failed':
    case 'cancelled':
      return done({ at: now, what: 'skipped', reason: reason ?? status });
    case 'skipped': {
      const how = endingOf(reason);
      return how === undefined ? done({ at: now, what: 'skipped', reason }) : { type: 'end', how };
    }
  }
};

/** What a refusal at the gate makes of an enrolment; undefined where only the step is left out. */
const endingOf = (reason: EmailState['reason']): Ending | undefined => {
  switch (reason) {
    case 'no_consent':
    case 'opted_out':
    case 'expired':
      return reason;
    case 'suppressed_bounce':
    case 'suppressed_complaint':
    case 'suppressed_manual':
      return 'suppressed';
    default:
      return undefined;
  }
};

/** Whether what a branch asks about is so. */
const isSo = (branch: Branch, enrollment: Enrollment, { emails }: Surroundings): boolean => {
  const asked = mailStepOf(branch);
  if (asked !== undefined) {
    const mail = enrollment.mails.find(({ step }) => step === asked.step);
    const email = mail && emails.get(mail.emailId);
    // What is noted holds where the mail is kept no more.
    const isClicked = mail?.isClicked === true || email?.clickedAt !== undefined;
    const facts: Readonly<Record<string, boolean>> = {
      opened: isClicked || mail?.isOpened === true || email?.openedAt !== undefined,
      clicked: isClicked,
      delivered: mail?.isDelivered === true || email?.deliveredAt !== undefined,
    };
    return facts[asked.test] === true;
  }
  if (!('path' in branch)) return enrollment.hasReplied === true;
  const { data, score } = enrollment;
  return holds(branch, { ...data, ...(score !== undefined && { score }) });
};

/** An enrolment after a step was carried out. */
export const carriedOut = (
  enrollment: Enrollment,
  { entry, next }: Extract<Move, { type: 'done' }>,
): Enrollment => ({
  ...enrollment,
  life: { status: 'active', step: next, since: entry.at },
  history: [...enrollment.history, entry],
});

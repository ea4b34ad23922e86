import type { EmailState } from '../outbox/outbox.ts';
import { HOUR } from '../platform/clock.ts';
import { overtaken } from '../platform/conflict.ts';
import { ServiceError } from '../platform/errors.ts';
import { loggable } from '../platform/logging.ts';
import { settingsOf } from '../preferences/settings.ts';
import { FEATURE, type SequenceDeps } from './deps.ts';
import { end, finish } from './ending.ts';
import type { ActiveLife, Enrollment } from './enrollment.ts';
import { carriedOut, type Move, nextMove } from './life.ts';
import { withNotes } from './mail-notes.ts';
import { refusalOf } from './refusal.ts';
import { END } from './step-faults.ts';
import { lookDelayMs } from './schedule.ts';
import { emailIdOf, mailOf } from './step-mail.ts';
import { takeTurn } from './turn.ts';

/** Steps, their mails, what is noted of them, and conflicts: no way through has more. */
const MOST_MOVES = 200;
/** How soon a sequence that is switched off is looked at again. */
const REST_MS = HOUR;

type Active = Enrollment & { life: ActiveLife };
const isActive = (record: Enrollment): record is Active => record.life.status === 'active';

/**
 * Does all that is due of an enrolment, and plans what comes next. Each move is written before the next is made, over the
 * state that it was decided from, so that whoever does the same at this moment makes it once.
 * @throws whatever stopped it; the sweeper tries again.
 */
export const advance = async (deps: SequenceDeps, id: string): Promise<void> => {
  for (let moves = 0; moves < MOST_MOVES; moves += 1) {
    const record = await deps.enrollments.find(id);
    if (record === undefined) return;
    const emails = await deps.outbox.find(record.mails.map(({ emailId }) => emailId));
    const { noted, counters } = withNotes(record, emails);
    if (noted !== undefined) {
      await deps.enrollments.put(noted, deps.now(), counters);
      continue;
    }
    if (!isActive(record)) {
      await finish(deps, record);
      return;
    }
    if (record.unpublished.length > 0) {
      await deps.bus.publish(record.unpublished);
      await deps.enrollments.put({ ...record, unpublished: [] }, deps.now());
      continue;
    }
    if ((await move(deps, record, emails)) === 'done') return;
  }
  overtaken(`Enrolment ${id}`);
};

/** Makes one move; `done` when there is nothing more to do by now. */
const move = async (
  deps: SequenceDeps,
  record: Active,
  emails: ReadonlyMap<string, EmailState>,
): Promise<'done' | 'again'> => {
  const now = deps.now();
  if (!deps.rules.isOn(record.sequence)) return lookAgainAt(deps, record, now + REST_MS);
  if (record.life.step === END) return ended(deps, record, 'completed');
  const [definition, recipient] = await Promise.all([
    deps.versions.find(record.sequence, record.version),
    deps.recipients.find(record.recipient.email),
  ]);
  const refusal = refusalOf(recipient, now);
  if (refusal !== undefined) return ended(deps, record, refusal);
  const { timezone } = settingsOf(recipient, deps.config, record.recipient.timezone);
  const { expireAfterMs } = deps.rules;
  const next = nextMove(record, definition, { emails, timezone, expireAfterMs, now });
  switch (next.type) {
    case 'wait':
      return lookAgainAt(deps, record, next.until);
    case 'underway':
      return lookAgainAt(deps, record, now + lookDelayMs(begunAt(record) ?? now, now));
    case 'done':
      await deps.enrollments.put(carriedOut(record, next), now);
      return 'again';
    case 'end':
      return ended(deps, record, next.how);
    case 'send':
      return send(deps, record, next);
  }
};

const ended = async (
  deps: SequenceDeps,
  { id }: Active,
  how: Parameters<typeof end>[2]['how'],
): Promise<'done'> => {
  await end(deps, id, { how });
  return 'done';
};

/** When the mail of the present step was asked for. */
const begunAt = ({ life, mails }: Active): number | undefined =>
  mails.find(({ step }) => step === life.step)?.at;

/** The timer is a prompt; what it loses the sweeper finds. */
const lookAgainAt = async (deps: SequenceDeps, record: Active, dueAt: number): Promise<'done' | 'again'> => {
  if (record.nextDueAt !== dueAt) {
    const put = await deps.enrollments.put({ ...record, nextDueAt: dueAt }, deps.now());
    if (put === undefined) return 'again';
  }
  try {
    await deps.timers.plan({ kind: 'sequence', id: record.id, dueAt });
  } catch (error) {
    deps.logger.warn('A timer of an enrolment could not be planned; the sweeper will see to it', {
      error: loggable(error),
    });
  }
  return 'done';
};

/**
 * Asks for the mail of a step, when it is its turn among those of the recipient's other sequences. It is noted first:
 * whoever ends the enrolment at this moment knows what to call back.
 */
const send = async (
  deps: SequenceDeps,
  record: Active,
  { template, dueAt, expiresAt }: Extract<Move, { type: 'send' }>,
): Promise<'done' | 'again'> => {
  const now = deps.now();
  const { step } = record.life;
  if (begunAt(record) === undefined) {
    const emailId = emailIdOf(record, step);
    const until = await takeTurn(deps, record.recipient.email, { emailId, dueAt, at: now });
    if (until !== undefined) return lookAgainAt(deps, record, until);
    const mail = { step, template, emailId, at: now };
    await deps.enrollments.put({ ...record, mails: [...record.mails, mail] }, now);
    return 'again';
  }
  const request = await mailOf(deps, record, { step, template }, { expiresAt });
  if (request === undefined) return ended(deps, record, 'failed');
  try {
    await deps.outbox.send(FEATURE, request);
    return 'again';
  } catch (error) {
    if (!(error instanceof ServiceError && error.code === 'invalid')) throw error;
    deps.logger.warn('The mail of a step is refused by its template', {
      enrollmentId: record.id,
      faults: error.faults.map(({ pointer, code }) => `${pointer} ${code}`),
    });
    return ended(deps, record, 'failed');
  }
};

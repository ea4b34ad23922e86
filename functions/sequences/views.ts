import { optionalIso, toIso } from '../platform/clock.ts';
import type { SequenceDeps } from './deps.ts';
import type { Enrollment } from './enrollment.ts';

/** An enrolment as callers are shown it, with what became of its mails. */
export const viewEnrollment = async ({ outbox }: Pick<SequenceDeps, 'outbox'>, enrollment: Enrollment) => {
  const { id, sequence, version, kind, key, recipient, arm, life, data, history, mails } = enrollment;
  const { appointmentId, conversationId, leadId, enrolledAt, enrolledBy } = enrollment;
  const emails = await outbox.find(mails.map(({ emailId }) => emailId));
  return {
    id,
    sequence,
    version,
    kind,
    key,
    recipient,
    status: life.status,
    ...(life.status === 'ended'
      ? { end: { how: life.how, at: toIso(life.at), event: life.event } }
      : { step: life.step, dueAt: optionalIso(enrollment.nextDueAt) }),
    arm,
    enrolledAt: toIso(enrolledAt),
    enrolledBy: enrolledBy.event ?? 'api',
    appointmentId,
    conversationId,
    leadId,
    data,
    history: history.map((entry) => ({ ...entry, at: toIso(entry.at) })),
    emails: mails.flatMap(({ emailId, step, template }) => {
      const email = emails.get(emailId);
      return email === undefined
        ? []
        : [{ id: emailId, step, template, status: email.status, reason: email.reason }];
    }),
  };
};

/** What a caller is told who may not read what others wrote. */
export const stateOf = ({ id, life }: Enrollment) => ({ id, status: life.status });

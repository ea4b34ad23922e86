import { type FeatureRequest, idOf } from '../outbox/outbox.ts';
import { asName } from '../platform/strangers-words.ts';
import { FEATURE, type SequenceDeps } from './deps.ts';
import type { Enrollment } from './enrollment.ts';

/** Names the one mail of a step, whatever sends it again. */
export const mailKey = ({ id }: Pick<Enrollment, 'id'>, step: string): string => `${id}/${step}`;
export const emailIdOf = (enrollment: Pick<Enrollment, 'id'>, step: string): string =>
  idOf(FEATURE, mailKey(enrollment, step));

/** What a template declares of the data of an enrolment; undefined where there is no such template any more. */
const dataFor = async (
  { templates }: Pick<SequenceDeps, 'templates'>,
  template: string,
  data: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown> | undefined> => {
  const active = await templates.active(template);
  if (active.kind !== 'active') return undefined;
  const { variables } = active.template;
  return Object.fromEntries(Object.entries(data).filter(([name]) => Object.hasOwn(variables, name)));
};

/** What of an enrolment its mails are made of. */
export type Mailed = Pick<
  Enrollment,
  'id' | 'sequence' | 'recipient' | 'data' | 'occurredAt' | 'appointmentId' | 'conversationId' | 'leadId'
>;

/** The mail of a step; undefined where its template is gone. Times are epoch milliseconds. */
export const mailOf = async (
  deps: Pick<SequenceDeps, 'templates'>,
  enrollment: Mailed,
  mail: { step: string; template: string },
  times: { expiresAt?: number },
): Promise<FeatureRequest | undefined> => {
  const data = await dataFor(deps, mail.template, enrollment.data);
  return data && requestOf(enrollment, mail, data, times);
};

/** How the outbox is asked for the mail of a step. */
export const requestOf = (
  enrollment: Mailed,
  { step, template }: { step: string; template: string },
  data: Readonly<Record<string, unknown>>,
  times: { expiresAt?: number },
): FeatureRequest => {
  const { id, sequence, recipient, appointmentId, conversationId, leadId } = enrollment;
  const name = asName(recipient.name);
  return {
    key: mailKey(enrollment, step),
    occasionAt: enrollment.occurredAt,
    request: {
      to: { email: recipient.email, ...(name !== undefined && { name }) },
      template,
      data: { ...data },
      locale: recipient.locale,
      timezone: recipient.timezone,
      ...times,
      tags: [`sequence:${sequence}`],
      metadata: { enrollmentId: id, sequence, step },
      appointmentId,
      conversationId,
      leadId,
    },
  };
};

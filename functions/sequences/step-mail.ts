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
  times: { sendAt?: number; expiresAt?: number },
): Promise<FeatureRequest | undefined> => {
  const { id, sequence, recipient, appointmentId, conversationId, leadId } = enrollment;
  const data = await dataFor(deps, mail.template, enrollment.data);
  if (data === undefined) return undefined;
  const name = asName(recipient.name);
  return {
    key: mailKey(enrollment, mail.step),
    occasionAt: enrollment.occurredAt,
    request: {
      to: { email: recipient.email, ...(name !== undefined && { name }) },
      template: mail.template,
      data,
      locale: recipient.locale,
      timezone: recipient.timezone,
      ...times,
      tags: [`sequence:${sequence}`],
      metadata: { enrollmentId: id, sequence, step: mail.step },
      appointmentId,
      conversationId,
      leadId,
    },
  };
};

import type { FeatureRequest } from '../outbox/outbox.ts';
import { ServiceError } from '../platform/errors.ts';
import { addressedToTeam } from './address.ts';
import { emailIdOf } from './email-id.ts';
import { FEATURE, type LeadDeps } from './deps.ts';
import { contentOf } from './mail-content.ts';
import { noteUndelivered } from './note-undelivered.ts';
import type { OwedMail } from './owed.ts';
import type { LeadRecord } from './record.ts';
import { allTold, isOpenIn, runOf } from './response.ts';

/**
 * Sends a mail that a lead owes, where there is still a reason for it. One that its template refuses for what the lead
 * says leaves with who it is and the link alone; where even that is refused, it counts as one that reached nobody.
 */
export const sendMail = async (deps: LeadDeps, record: LeadRecord, mail: OwedMail): Promise<void> => {
  if (!(await isStillOwed(deps, record, mail))) return;
  const { repId } = mail.to;
  // Who was taken out of the sales team meanwhile gets nothing more.
  if (repId !== undefined && (await deps.reps.findRep(repId)) === undefined)
    return noteUndelivered(deps, record.id, { run: mail.run, key: mail.key });
  const whole = await requestOf(deps, record, mail);
  if (await isTaken(deps, record.id, whole)) return;
  const bare = { ...whole, request: { ...whole.request, data: bareData(record, whole.request.data) } };
  if (await isTaken(deps, record.id, bare)) return;
  await noteUndelivered(deps, record.id, { run: mail.run, key: mail.key });
};

/** Asks for a mail; false where its template refuses it: the same again would be refused again. */
const isTaken = async (deps: LeadDeps, leadId: string, request: FeatureRequest): Promise<boolean> => {
  try {
    await deps.outbox.send(FEATURE, request);
    return true;
  } catch (error) {
    if (!(error instanceof ServiceError && error.code === 'invalid')) throw error;
    deps.logger.error('A mail about a lead is refused by its template', {
      leadId,
      faults: error.faults.map(({ pointer, code }) => `${pointer} ${code}`),
    });
    return false;
  }
};

/** What mails need, without what strangers wrote. */
const bareData = (
  { judgement, lead }: LeadRecord,
  data: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> => {
  const needed = [
    'takeUrl',
    'role',
    'askedAt',
    'waitingMinutes',
    'isExhausted',
    'takenBy',
    'how',
    'at',
    'followUpBy',
  ];
  const { email } = lead.contact;
  return {
    ...Object.fromEntries(Object.entries(data).filter(([name]) => needed.includes(name))),
    ...('changes' in data && { changes: [] }),
    lead: {
      score: Math.round(lead.score),
      band: judgement.band,
      priority: judgement.priority,
      contact: { email },
    },
  };
};

const isStillOwed = async (
  { outbox }: Pick<LeadDeps, 'outbox'>,
  { response, erasedAt }: LeadRecord,
  { mail, run, after, to }: OwedMail,
): Promise<boolean> => {
  if (erasedAt !== undefined) return false;
  switch (mail) {
    case 'alert':
    case 'escalation':
    case 'exhausted':
      return isOpenIn(response, run);
    case 'taken': {
      const hasTaker = response.state === 'taken' || response.state === 'closed';
      if (!hasTaker || runOf(response)?.number !== run) return false;
      const known = runOf(response);
      const texted =
        known &&
        allTold(known).some(
          (told) => told.email === to.email && ['claimed', 'sent', 'unknown'].includes(told.text ?? ''),
        );
      if (texted === true) return true;
      const emails = await outbox.find((after ?? []).map(emailIdOf));
      return [...emails.values()].some(({ status }) => status !== 'skipped' && status !== 'cancelled');
    }
    case 'follow_up':
      return response.state === 'taken' && response.followUp?.state === 'reminded';
    case 'handed_over':
    case 'update':
      return true;
  }
};

/** A mail, whatever it hangs on. */
export type Asked = Omit<OwedMail, 'do' | 'after'>;

/** A mail about a lead, as the lead is now. */
export const requestOf = async (
  deps: LeadDeps,
  record: LeadRecord,
  asked: Asked,
): Promise<FeatureRequest> => {
  const { to, key, run, step } = asked;
  const [addressed, content] = await Promise.all([addressedToTeam(deps, to), contentOf(deps, record, asked)]);
  return {
    key,
    request: {
      ...addressed,
      ...content,
      leadId: record.id,
      conversationId: record.lead.conversationId,
      metadata: { leadId: record.id, leadRun: String(run), leadStep: String(step), leadKey: key },
    },
  };
};

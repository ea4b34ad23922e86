import { addressedTo } from '../notify/reader.ts';
import { type FeatureRequest, idOf } from '../outbox/outbox.ts';
import { ServiceError } from '../platform/errors.ts';
import type { Rep } from '../reps/rep.ts';
import { FEATURE, type LeadDeps } from './deps.ts';
import { contentOf } from './mail-content.ts';
import type { OwedMail } from './owed.ts';
import type { LeadRecord } from './record.ts';
import { isOpenIn, runOf } from './response.ts';

/** The id that the mail of a key has. */
export const emailIdOf = (key: string): string => idOf(FEATURE, key);

/** Sends a mail that a lead owes, where there is still a reason for it. */
export const sendMail = async (deps: LeadDeps, record: LeadRecord, mail: OwedMail): Promise<void> => {
  if (!(await isStillOwed(deps, record, mail))) return;
  try {
    await deps.outbox.send(FEATURE, await requestOf(deps, record, mail));
  } catch (error) {
    if (!(error instanceof ServiceError && error.code === 'invalid')) throw error;
    // The same again would be refused again; the steps that follow reach somebody else.
    deps.logger.error('A mail about a lead is refused by its template', {
      leadId: record.id,
      faults: error.faults.map(({ pointer, code }) => `${pointer} ${code}`),
    });
  }
};

const isStillOwed = async (
  { outbox }: Pick<LeadDeps, 'outbox'>,
  { response, erasedAt }: LeadRecord,
  { mail, run, after }: OwedMail,
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
  const [rep, recipient, content] = await Promise.all([
    to.repId === undefined ? undefined : deps.reps.findRep(to.repId),
    deps.recipients.find(to.email),
    contentOf(deps, record, asked),
  ]);
  const { email, name } = to;
  const reader = { audience: 'sales', email, name, ...ownWords(rep) } as const;
  return {
    key,
    request: {
      ...addressedTo(reader, recipient),
      ...content,
      leadId: record.id,
      conversationId: record.lead.conversationId,
      metadata: { leadId: record.id, leadRun: String(run), leadStep: String(step), leadKey: key },
    },
  };
};

const ownWords = (rep: Rep | undefined) => ({ locale: rep?.locale, timezone: rep?.timezone });

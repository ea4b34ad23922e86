import pMap from 'p-map';
import { CONFLICT, overtaken, untilWritten } from '../platform/conflict.ts';
import { toIso } from '../platform/clock.ts';
import { addressedToTeam } from './address.ts';
import { advance, openingOf } from './advance.ts';
import { askAnewOutOf } from './ask-anew.ts';
import type { Batch } from './batch-item.ts';
import { putStep } from './change-lead.ts';
import { FEATURE, type LeadDeps } from './deps.ts';
import { shownOf } from './changes.ts';
import { leadInShort } from './mail-data.ts';
import { byPriority, type LeadRecord } from './record.ts';
import { takeUrlFor } from './links.ts';
import { batchLeft } from './transition.ts';

/** So many leads stand in a mail. */
const IN_A_MAIL = 100;
const AT_ONCE = 10;

/**
 * Sends the alerts of a batch that is due: the most urgent first, each in one mail. Broken off and begun again, every mail
 * is the same; who was taken meanwhile is left out. Where its reader is gone, each lead is asked of whoever comes next.
 */
export const fireBatch = async (deps: LeadDeps, id: string): Promise<void> => {
  const batch = await deps.alerts.findBatch(id);
  if (batch === undefined || batch.doneAt !== undefined || batch.dueAt > deps.now()) return;
  const mails = batch.mails ?? (await divided(deps, id, batch));
  const isReaderGone = (await deps.reps.findRep(batch.repId)) === undefined;
  for (const [i, ids] of mails.entries()) {
    const part = { id, key: `batch/${id}/${i}`, ids };
    await (isReaderGone ? askAnew(deps, part) : sendPart(deps, part));
  }
  await deps.alerts.finishBatch(id, { ...batch, mails }, deps.now());
};

/** Closes a batch, and divides who waits in it among mails. */
const divided = async (deps: LeadDeps, id: string, batch: Batch): Promise<string[][]> => {
  const closedAt = batch.closedAt ?? deps.now();
  if (batch.closedAt === undefined) await deps.alerts.closeBatch(id, batch, closedAt);
  const waiting = (await recordsOf(deps, await deps.alerts.membersOf(id)))
    .filter(({ response }) => response.state === 'waiting' && response.batch.id === id)
    .sort(byPriority)
    .map((record) => record.id);
  const mails = Array.from({ length: Math.ceil(waiting.length / IN_A_MAIL) }, (_, i) =>
    waiting.slice(i * IN_A_MAIL, (i + 1) * IN_A_MAIL),
  );
  await deps.alerts.divide(id, { ...batch, closedAt }, mails);
  return mails;
};

const recordsOf = async ({ leads }: Pick<LeadDeps, 'leads'>, ids: readonly string[]): Promise<LeadRecord[]> =>
  (await pMap(ids, (id) => leads.find(id), { concurrency: AT_ONCE })).filter((one) => one !== undefined);

/** Gives the leads of a batch whose reader is gone to whoever comes next. */
const askAnew = async (deps: LeadDeps, part: Part): Promise<void> => {
  await pMap(part.ids, (leadId) => askAnewOutOf(deps, part, leadId), { concurrency: AT_ONCE });
  await pMap(part.ids, (leadId) => advance(deps, leadId), { concurrency: AT_ONCE });
};

interface Part {
  id: string;
  key: string;
  ids: readonly string[];
}

const sendPart = async (deps: LeadDeps, part: Part): Promise<void> => {
  const told = (await pMap(part.ids, (id) => tell(deps, id, part), { concurrency: AT_ONCE }))
    .filter((one) => one !== undefined)
    .sort(byPriority);
  const [first] = told;
  const asked = first?.response.state === 'open' ? first.response.run.asked : undefined;
  if (asked === undefined) return;
  // What comes next is planned ahead of the mail: whoever answers it at once finds a timer to cancel.
  await pMap(told, ({ id }) => advance(deps, id), { concurrency: AT_ONCE });
  await deps.outbox.send(FEATURE, {
    key: part.key,
    request: await requestOf(deps, part, { asked, told }),
  });
};

/** Opens a lead that leaves with this mail; answers it where it is open, now or since before. */
const tell = (deps: LeadDeps, leadId: string, { id, key }: Part): Promise<LeadRecord | undefined> =>
  untilWritten<LeadRecord | undefined>(
    async () => {
      const record = await deps.leads.find(leadId);
      if (record === undefined || record.erasedAt !== undefined) return undefined;
      const { response } = record;
      if (response.state === 'open' && response.run.told[0]?.key === key) return record;
      if (response.state !== 'waiting') return undefined;
      const now = deps.now();
      const clockFrom = await openingOf(deps, response.run, now);
      const step = batchLeft(record, { batchId: id, key, clockFrom }, deps.rules, now);
      if (step === undefined) return undefined;
      const shown = shownOf(record.lead, record.judgement);
      return (await putStep(deps, { ...record, shown }, step)) ?? CONFLICT;
    },
    () => overtaken(`Lead ${leadId}`),
  );

const requestOf = async (
  deps: LeadDeps,
  { id, key }: Part,
  { asked, told }: { asked: { repId: string; name: string; email: string }; told: readonly LeadRecord[] },
) => {
  const { repId } = asked;
  const leads = await pMap(
    told,
    async (record) => ({
      lead: leadInShort(record),
      takeUrl: await takeUrlFor(deps, { leadId: record.id, run: record.runs, repId }),
    }),
    { concurrency: AT_ONCE },
  );
  const respondBy = told.flatMap(({ response }) => (response.state === 'open' ? response.run.respondBy : []));
  return {
    ...(await addressedToTeam(deps, asked)),
    template: 'lead_alert_batch',
    data: { leads, respondBy: toIso(Math.min(...respondBy)) },
    metadata: { leadBatch: id, leadRun: 'batch', leadKey: key },
  };
};

import * as z from 'zod';
import { readLeniently } from '../bus/lenient.ts';
import type { FeatureEvent } from '../bus/take-event.ts';
import { MINUTE } from '../platform/clock.ts';
import { type Fault, ServiceError } from '../platform/errors.ts';
import { checked, invalid } from '../platform/faults.ts';
import { idSchema } from '../platform/fields.ts';
import { consentFaults, givenConsents } from '../preferences/consent-times.ts';
import { acknowledge, conclude } from './change-response.ts';
import { noteUndelivered } from './note-undelivered.ts';
import { mustFindRep } from './checks.ts';
import type { LeadDeps } from './deps.ts';
import { type Lead, leadSchema } from './lead.ts';
import { emailIdOf } from './email-id.ts';
import { claimSchema, toldOutcomeSchema } from './leads.events.ts';
import { seeTo } from './see-to.ts';
import { takeLead } from './take-lead.ts';

/** Of what could not be taken so much is kept: an item has room for 400 KB. */
const MOST_LEFT_OUT = 100;

/** Takes an event; answers what was left out. @throws ServiceError `invalid` where nothing of it can be taken. */
type Take = (deps: LeadDeps, event: FeatureEvent) => Promise<readonly Fault[]>;

/** A lead, as the bus tells it: nobody can send it again, so what can be taken is. */
const takeTold: Take = async (deps, { detail: { id: given, ...payload }, at: time }) => {
  const id = checked(idSchema, given, '/id');
  const known = await deps.leads.find(id);
  // Who can't be judged is asked about rather than left: nobody can send it again.
  const assumed = known?.lead.score ?? deps.rules.threshold;
  const score = scoreOf(payload['score']);
  const read = readLeniently(leadSchema, { ...payload, score: score ?? assumed }, { contact: {} });
  if (!read.ok) throw invalid(read.faults);
  const now = deps.now();
  const at = Math.min(time, now);
  const { lead, leftOut, unknownOwner } = await fitting(deps, read.value, now);
  const all = [...read.leftOut, ...leftOut, ...scoreFaults(payload['score'], read.value.score)];
  const { record } = await takeLead(deps, id, {
    lead,
    at,
    unknownOwner,
    audit: { at: now, by: 'service', how: 'bus_event' },
    leftOut: all.slice(0, MOST_LEFT_OUT).map(({ pointer, detail }) => `${pointer}: ${detail}`),
  });
  await seeTo(deps, record);
  return all;
};

/** A score as it was meant: a number in quotes, or one beyond the ends of the scale; undefined where none can be told. */
const scoreOf = (given: unknown): number | undefined => {
  const score = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
  return typeof score === 'number' && !Number.isNaN(score) ? Math.min(Math.max(score, 0), 100) : undefined;
};

/** What the reader is told of a score that is not the one that came along. */
const scoreFaults = (given: unknown, counted: number): Fault[] => {
  if (given === counted || given === String(counted)) return [];
  const came = given === undefined ? 'No score came along' : 'It is no score from 0 to 100';
  const code = given === undefined ? 'missing' : 'out_of_range';
  return [{ pointer: '/score', code, detail: `${came}; ${counted} was counted.` }];
};

/** An owner whom nobody knows is nobody's fault who waits for a call: the lead counts as without one. */
const fitting = async (
  { reps }: LeadDeps,
  lead: Lead,
  now: number,
): Promise<{ lead: Lead; leftOut: Fault[]; unknownOwner?: string }> => {
  const { ownerRepId, contact } = lead;
  const leftOut = consentFaults(contact.consent, now, '/contact/consent');
  const given =
    leftOut.length > 0 && contact.consent !== undefined
      ? { ...lead, contact: { ...contact, consent: givenConsents(contact.consent, now) } }
      : lead;
  const isKnown = ownerRepId === undefined || (await reps.findRep(ownerRepId)) !== undefined;
  if (isKnown) return { lead: given, leftOut };
  return { lead: { ...given, ownerRepId: undefined }, leftOut, unknownOwner: ownerRepId };
};

const takeAcknowledged: Take = async (deps, { detail: { id: given, ...payload }, at }) => {
  const id = checked(idSchema, given, '/id');
  const { repId, followUpBy } = checked(claimSchema, payload, '');
  const rep = await mustFindRep(deps, repId, '/repId');
  const isAhead = followUpBy === undefined || followUpBy > deps.now();
  const outcome = await acknowledge(deps, id, {
    rep,
    how: 'event',
    followUpBy: isAhead ? followUpBy : undefined,
  });
  switch (outcome.kind) {
    case 'unknown':
      throw unknownLead(deps, id, at);
    case 'wrong_state':
      throw invalid([
        {
          pointer: '/repId',
          code: 'wrong_state',
          detail: outcome.takenBy === undefined ? 'This lead is over.' : 'Somebody else has this lead.',
        },
      ]);
    case 'taken':
      await seeTo(deps, outcome.record);
      return isAhead ? [] : [{ pointer: '/followUpBy', code: 'in_the_past', detail: 'It is over already.' }];
  }
};

const takeOutcome: Take = async (deps, { detail: { id: given, ...payload }, at }) => {
  const id = checked(idSchema, given, '/id');
  const read = readLeniently(toldOutcomeSchema, payload, {});
  if (!read.ok) throw invalid(read.faults);
  const rep = await mustFindRep(deps, read.value.repId, '/repId');
  const record = await conclude(deps, id, { rep, outcome: read.value });
  if (record === undefined) throw unknownLead(deps, id, at);
  await seeTo(deps, record);
  return read.leftOut;
};

/** Events may come ahead of what they are about, by so much. */
const AHEAD_MS = 2 * MINUTE;

const unknownLead = ({ now }: Pick<LeadDeps, 'now'>, id: string, at: number): Error =>
  now() - at < AHEAD_MS
    ? new Error('This event is ahead of its lead; it comes again')
    : new ServiceError('invalid', `There is no lead "${id}".`, {
        faults: [{ pointer: '/id', code: 'unknown_lead', detail: 'There is no lead of this id.' }],
      });

/** Nobody's fault: the mail was kept from leaving on purpose. */
const onPurpose: readonly unknown[] = ['sandbox', 'disabled', 'paused', 'superseded'];

const mailSchema = z.object({
  id: z.string(),
  reason: z.unknown().optional(),
  metadata: z.object({
    leadId: z.string().optional(),
    leadRun: z.coerce.number().catch(0),
    leadKey: z.string(),
    leadBatch: z.string().optional(),
  }),
});

/** A mail about leads that reached nobody. Callers may write any metadata: only mails that this room asked for count. */
const takeUndelivered: Take = async (deps, { detail }) => {
  const mail = mailSchema.safeParse(detail);
  if (!mail.success || onPurpose.includes(mail.data.reason)) return [];
  const { leadId, leadRun, leadKey, leadBatch } = mail.data.metadata;
  if (mail.data.id !== emailIdOf(leadKey)) return [];
  const ids = leadBatch === undefined ? [leadId] : await leadsOfMail(deps, leadBatch, leadKey);
  for (const id of ids) {
    const record = id === undefined ? undefined : await deps.leads.find(id);
    if (record === undefined) continue;
    const run = leadBatch === undefined ? leadRun : record.runs;
    await noteUndelivered(deps, record.id, { run, key: leadKey });
    await seeTo(deps, record);
  }
  return [];
};

const leadsOfMail = async (
  { alerts }: Pick<LeadDeps, 'alerts'>,
  batchId: string,
  key: string,
): Promise<readonly string[]> => {
  const batch = await alerts.findBatch(batchId);
  return batch?.mails?.[Number(key.split('/').at(-1))] ?? [];
};

/** What the bus tells of leads, by the types of its events. */
export const eventTakers: Readonly<Record<string, Take>> = {
  'lead.qualified': takeTold,
  'lead.updated': takeTold,
  'lead.acknowledged': takeAcknowledged,
  'lead.outcome': takeOutcome,
  'email.bounced': takeUndelivered,
  'email.failed': takeUndelivered,
  'email.skipped': takeUndelivered,
};

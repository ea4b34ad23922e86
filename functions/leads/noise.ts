import * as z from 'zod';
import { DAY, HOUR, MINUTE } from '../platform/clock.ts';
import { localTime } from '../platform/local-time.ts';
import { type Hours, isWorking, nextOpening } from '../reps/presence.ts';
import type { Rep } from '../reps/rep.ts';

const onceSchema = z.object({ key: z.string(), at: z.number() });

/** What a rep was sent of late, and the batch that gathers for them. Instants are epoch milliseconds. */
export const ledgerSchema = z.object({
  /** Alerts by themselves, within the last hour. */
  singles: z.array(onceSchema),
  /** Text messages, within the last day. */
  texts: z.array(onceSchema),
  /** The lead whose reminder takes others along, and since when. */
  reminder: z.object({ leadId: z.string(), at: z.number() }).optional(),
  batch: z.object({ id: z.string(), dueAt: z.number(), count: z.number() }).optional(),
});
export type RepLedger = z.infer<typeof ledgerSchema>;

export const emptyLedger: RepLedger = { singles: [], texts: [] };

export type Place = { as: 'single' } | { as: 'batch'; id: string; dueAt: number };

/** A batch is divided in one item, and read at one sitting. */
const MOST_IN_BATCH = 1000;

interface NoiseRules {
  perHour: number;
  batchMs: number;
  hours: Hours;
}

/**
 * Where the alert of a rep goes that is not urgent: by itself, or into a batch that leaves later. While one is open every
 * further alert joins it, so that none overtakes. `key` names the alert: asked again, it keeps its place.
 */
export const placed = (
  ledger: RepLedger,
  key: string,
  { rep, rules, now }: { rep: Rep; rules: NoiseRules; now: number },
): { ledger: RepLedger; place: Place } => {
  const { batch } = ledger;
  const isOpen = batch !== undefined && batch.count < MOST_IN_BATCH && batch.dueAt > now;
  if (isOpen) return joined(ledger, batch);
  const singles = ledger.singles.filter(({ at }) => at > now - HOUR);
  if (singles.some((one) => one.key === key)) return { ledger, place: { as: 'single' } };
  const { mode, perHour = rules.perHour } = rep.alerts;
  if (mode === 'immediate' && singles.length < perHour)
    return { ledger: { ...ledger, singles: [...singles, { key, at: now }] }, place: { as: 'single' } };
  const opened = { id: `${rep.id}/${now}/${key}`, dueAt: batchDueAt(rep, rules, now), count: 0 };
  return joined({ ...ledger, singles }, opened);
};

const joined = (ledger: RepLedger, batch: NonNullable<RepLedger['batch']>) => {
  const { id, dueAt, count } = batch;
  const place: Place = { as: 'batch', id, dueAt };
  return { ledger: { ...ledger, batch: { id, dueAt, count: count + 1 } }, place };
};

const batchDueAt = (rep: Rep, { batchMs, hours }: NoiseRules, now: number): number => {
  if (hours === 'working' && !isWorking(rep, now)) return nextOpening(rep, now) ?? now + batchMs;
  const { mode, everyMinutes } = rep.alerts;
  if (mode === 'hourly') {
    const hour = localTime(now, rep.timezone).round({ smallestUnit: 'hour', roundingMode: 'floor' });
    return hour.add({ hours: 1 }).epochMilliseconds;
  }
  return now + (mode === 'batched' && everyMinutes !== undefined ? everyMinutes * MINUTE : batchMs);
};

/** Whether another text message may go to a rep today; the same again keeps its place. */
export const texted = (
  ledger: RepLedger,
  key: string,
  { perDay, now }: { perDay: number; now: number },
): { ledger: RepLedger; isAllowed: boolean } => {
  const texts = ledger.texts.filter(({ at }) => at > now - DAY);
  if (texts.some((one) => one.key === key)) return { ledger, isAllowed: true };
  if (texts.length >= perDay) return { ledger, isAllowed: false };
  return { ledger: { ...ledger, texts: [...texts, { key, at: now }] }, isAllowed: true };
};

/** So long whoever makes a reminder may take to gather the others. */
const GATHERING_MS = MINUTE;

/** Whether a lead may have a reminder made now; while another one of the rep is made, it may be taken along. */
export const reminding = (
  ledger: RepLedger,
  leadId: string,
  now: number,
): { ledger: RepLedger; isAllowed: boolean } => {
  const { reminder } = ledger;
  const isTaken = reminder !== undefined && reminder.leadId !== leadId && reminder.at > now - GATHERING_MS;
  if (isTaken) return { ledger, isAllowed: false };
  return { ledger: { ...ledger, reminder: { leadId, at: now } }, isAllowed: true };
};

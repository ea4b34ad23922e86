import * as z from 'zod';
import type { BusEvent } from '../bus/bus.ts';
import type { LeadResponse, Run, Told } from './response.ts';

/** What has changed of a lead that is worth a word. */
export const changeKinds = [
  'band',
  'score',
  'rule',
  'competitor',
  'value',
  'timeframe',
  'phone',
  'email',
] as const;
const changeSchema = z.object({
  what: z.enum(changeKinds),
  from: z.string().optional(),
  to: z.string().optional(),
});
export type Change = z.infer<typeof changeSchema>;

export const readerSchema = z.object({
  repId: z.string().optional(),
  name: z.string().optional(),
  email: z.string(),
});
/** Somebody of the sales team who is written to. */
export type Reader = z.infer<typeof readerSchema>;

export const mailKinds = [
  'alert',
  'escalation',
  'exhausted',
  'taken',
  'handed_over',
  'update',
  'follow_up',
] as const;

const mailSchema = z.object({
  do: z.literal('mail'),
  mail: z.enum(mailKinds),
  /** The same of one lead is the same mail. */
  key: z.string(),
  run: z.number(),
  step: z.number(),
  to: readerSchema,
  /** A mail that must have left before, or there is nothing to take back. */
  after: z.array(z.string()).optional(),
  changes: z.array(changeSchema).optional(),
});
const textSchema = z.object({
  do: z.literal('text'),
  key: z.string(),
  run: z.number(),
  step: z.number(),
  repId: z.string(),
});
const withdrawSchema = z.object({
  do: z.literal('withdraw'),
  key: z.string(),
  run: z.number(),
  /** Mails that tell what is no more so. */
  mails: z.array(z.object({ key: z.string(), step: z.number(), to: readerSchema })),
});

/** What a change of state asks to be done after it is written. */
export const owedSchema = z.discriminatedUnion('do', [mailSchema, textSchema, withdrawSchema]);
export type Owed = z.infer<typeof owedSchema>;
export type OwedMail = z.infer<typeof mailSchema>;
export type OwedText = z.infer<typeof textSchema>;
export type Withdrawal = z.infer<typeof withdrawSchema>;

export const historyTypes = [
  'received',
  'waiting',
  'told',
  'step',
  'passed_over',
  'undelivered',
  'acknowledged',
  'informed',
  'exhausted',
  'handed_over',
  'updated',
  'outcome',
  'promised',
  'reminded',
  'missed',
  'kept',
] as const;
export const historyEntrySchema = z.object({
  at: z.number(),
  type: z.enum(historyTypes),
  run: z.number().optional(),
  step: z.number().optional(),
  repId: z.string().optional(),
  channel: z.enum(['email', 'sms']).optional(),
  /** Of the mail that it was told by. */
  key: z.string().optional(),
  detail: z.string().optional(),
});
/** Something that happened to a lead. */
export type HistoryEntry = z.infer<typeof historyEntrySchema>;

/** A state, and all that comes of it. */
export interface Step {
  response: LeadResponse;
  owed: Owed[];
  history: HistoryEntry[];
  events: BusEvent[];
}

/** A lead as its states are decided. */
export interface Life {
  id: string;
  response: LeadResponse;
  /** How many runs there were. */
  runs: number;
}

/** The name of a mail or text of a run. */
export const toldKey = (
  id: string,
  about: { run: number; step: number | string; who: string; channel: 'email' | 'sms' },
): string => `lead/${id}/${about.run}/${about.step}/${about.who}/${about.channel}`;

export const readerOf = ({ repId, name, email }: Told): Reader => ({ repId, name, email });

/** Takes back the mails of a run, but those that tell of other leads too. */
export const withdrawalOf = (id: string, run: Run): Owed[] => {
  const mails = run.told
    .filter(({ isShared }) => isShared !== true)
    .map((told) => ({ key: told.key, step: told.step, to: readerOf(told) }));
  if (mails.length === 0) return [];
  return [{ do: 'withdraw', key: `withdraw/${id}/${run.number}`, run: run.number, mails }];
};

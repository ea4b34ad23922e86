import * as z from 'zod';

/** Where somebody was told of a lead. Instants are epoch milliseconds. */
const toldSchema = z.object({
  /** 0 is the alert; the steps of the policy follow. */
  step: z.number(),
  role: z.enum(['owner', 'deputy', 'on_call', 'manager', 'team', 'fallback']),
  repId: z.string().optional(),
  name: z.string().optional(),
  email: z.string(),
  at: z.number(),
  /** Of the mail, for the outbox. */
  key: z.string(),
  /** Whether the mail tells of other leads too. */
  isShared: z.boolean().optional(),
  /** Whether their mail bounced, failed or was skipped. */
  isFailed: z.boolean().optional(),
  /** What became of the text message, where there is one. */
  text: z.enum(['owed', 'claimed', 'sent', 'refused', 'unknown', 'dropped']).optional(),
});
export type Told = z.infer<typeof toldSchema>;

/** One time that somebody is asked to see to a lead. */
const runSchema = z.object({
  number: z.number(),
  policy: z.enum(['hot', 'warm']),
  /** Who was asked first; nobody where there was nobody to ask. */
  asked: z.object({ repId: z.string(), name: z.string(), email: z.string() }).optional(),
  /** For whom they stand in. */
  standsInFor: z.string().optional(),
  /** Who had the lead before. */
  handedOverBy: z.string().optional(),
  openedAt: z.number(),
  /** From when on an answer is waited for. */
  clockFrom: z.number(),
  /** When one is due. */
  respondBy: z.number(),
  told: z.array(toldSchema),
  /** Who was told of it in runs before, the latest last. */
  toldBefore: z.array(toldSchema).default([]),
});
export type Run = z.infer<typeof runSchema>;

const takenBySchema = z.object({
  repId: z.string(),
  name: z.string(),
  at: z.number(),
  how: z.enum(['link', 'api', 'event', 'outcome']),
  responseSeconds: z.number().optional(),
  withinTarget: z.boolean().optional(),
});
export type TakenBy = z.infer<typeof takenBySchema>;

const followUpSchema = z.object({
  by: z.number(),
  /** When its rep is reminded; not where the promise was made later. */
  remindAt: z.number().optional(),
  state: z.enum(['promised', 'reminded', 'missed', 'kept']),
});
export type FollowUp = z.infer<typeof followUpSchema>;

/** What an open run waits for next: a step, or its end. */
const nextSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('step'), step: z.number(), at: z.number() }),
  z.object({ type: z.literal('exhaust'), at: z.number() }),
  z.object({ type: z.literal('nothing') }),
]);
export type Next = z.infer<typeof nextSchema>;

/** How far the sales team has come with a lead. */
export const responseSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('none') }),
  /** Its alert is in a batch that leaves later. */
  z.object({
    state: z.literal('waiting'),
    run: runSchema,
    batch: z.object({ id: z.string(), dueAt: z.number() }),
  }),
  z.object({ state: z.literal('open'), run: runSchema, next: nextSchema }),
  z.object({
    state: z.literal('taken'),
    run: runSchema.optional(),
    takenBy: takenBySchema,
    followUp: followUpSchema.optional(),
  }),
  z.object({
    state: z.literal('closed'),
    run: runSchema.optional(),
    takenBy: takenBySchema.optional(),
    followUp: followUpSchema.optional(),
  }),
]);
export type LeadResponse = z.infer<typeof responseSchema>;
export type ResponseState = LeadResponse['state'];
export const responseStates = ['none', 'waiting', 'open', 'taken', 'closed'] as const;

export const runOf = (response: LeadResponse): Run | undefined =>
  response.state === 'none' ? undefined : response.run;

/** Who has a lead, or had it when it was closed. */
export const takenByOf = (response: LeadResponse): TakenBy | undefined =>
  response.state === 'taken' || response.state === 'closed' ? response.takenBy : undefined;

/** Everybody who was told, in this run and before. */
export const allTold = ({ told, toldBefore }: Run): Told[] => [...toldBefore, ...told];

/** Whether an alert mail of a run still has a reason. */
export const isOpenIn = (response: LeadResponse, run: number): boolean =>
  response.state === 'open' && response.run.number === run;

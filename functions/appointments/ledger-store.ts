import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DAY } from '../platform/clock.ts';
import type { Dynamo } from '../platform/dynamo.ts';
import { itemsUnder } from '../platform/dynamo-pages.ts';
import { storedZoneSchema } from '../platform/stored-zone.ts';
import { fates } from './reminder-facts.ts';
import { appointmentPartition } from './keys.ts';

const toldSchema = z.object({
  status: z.enum(['booked', 'cancelled']),
  startAt: z.number(),
  timezone: z.string(),
  durationMinutes: z.number(),
  factsHash: z.string(),
});

/** A mail that was begun. It is noted once nothing of it is left to do. */
const begunFields = {
  at: z.number(),
  key: z.string(),
  /** Absent where there is nobody to write to, and where it is left out. */
  emailId: z.string().optional(),
  isNoted: z.boolean().optional(),
};

const toldMailSchema = z.object({
  ...begunFields,
  template: z.enum(['appointment_confirmation', 'appointment_rescheduled', 'appointment_cancelled']),
  /** What the reader was told by it. */
  told: toldSchema,
  /** The calendar's, which it brought. */
  sequence: z.number(),
  /** Whether it told a time that the reader did not know. */
  isOfTime: z.boolean(),
  /** Whether it could not be sent, as far as is known; people may send it again. */
  isRefused: z.boolean().optional(),
  /** As whom they were written to: who becomes the customer gets another mail. */
  audience: z.enum(['customer', 'attendee', 'rep']),
});
export type ToldMail = z.infer<typeof toldMailSchema>;

const remindedSchema = z.object({
  ...begunFields,
  offset: z.string(),
  startAt: z.number(),
  dueAt: z.number(),
  /** The calendar's, whose state it tells. */
  sequence: z.number(),
  /** Which of several at its place, since what it told changed while it waited. */
  copy: z.number(),
  /** Whether it was called back while it waited, and its place is free. */
  isCalledBack: z.boolean().optional(),
  /** What became of its appointment, where that is known. */
  fate: z.enum(fates).optional(),
  why: z.enum(['too_late', 'just_told', 'requested', 'ended']).optional(),
});
/** A reminder that was sent, or left out. */
export type Reminded = z.infer<typeof remindedSchema>;

const ledgerSchema = z.object({
  /** Of the reader, within the appointment. */
  key: z.string(),
  audience: z.enum(['customer', 'attendee', 'rep']),
  email: z.string().optional(),
  name: z.string().optional(),
  locale: z.string().optional(),
  timezone: storedZoneSchema,
  /** How many mails were begun; each has a number of its own. */
  count: z.number(),
  told: z.array(toldMailSchema),
  reminded: z.array(remindedSchema),
});
/**
 * What one reader was written of an appointment. An entry stands here before its mail is asked for, so that a mail whose
 * writer ended half-way is known, whatever the appointment has become since.
 */
export type Ledger = z.infer<typeof ledgerSchema>;

export interface LedgerStore {
  list: (id: string) => Promise<Ledger[]>;
  /** Only who holds the appointment's lease writes. `endsAt` is the end of the appointment. */
  put: (id: string, ledger: Ledger, endsAt: number) => Promise<void>;
  remove: (id: string, key: string) => Promise<void>;
}

const PREFIX = 'READER#';

/** Keeps ledgers as long as their appointments. */
export const makeLedgerStore = (dynamo: Dynamo, table: string, days: number): LedgerStore => ({
  list: async (id) => {
    const items = await itemsUnder(dynamo, table, { pk: appointmentPartition(id), prefix: PREFIX });
    return items.map((item) => ledgerSchema.parse(item));
  },
  put: async (id, ledger, endsAt) => {
    const Item = {
      pk: appointmentPartition(id),
      sk: PREFIX + ledger.key,
      ...ledger,
      ttl: Math.ceil((endsAt + days * DAY) / 1000),
    };
    await dynamo.send(new PutCommand({ TableName: table, Item }));
  },
  remove: async (id, key) => {
    const Key = { pk: appointmentPartition(id), sk: PREFIX + key };
    await dynamo.send(new DeleteCommand({ TableName: table, Key }));
  },
});

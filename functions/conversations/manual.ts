import * as z from 'zod';
import { recipientKey } from '../platform/address.ts';
import { ServiceError } from '../platform/errors.ts';
import { emailAddressSchema, instantSchema } from '../platform/fields.ts';
import { invalid } from '../platform/faults.ts';
import { readPart } from '../platform/request-body.ts';
import { contentHash } from '../platform/ids.ts';
import { summaryFormatSchema } from '../preferences/preferences.ts';
import type { CompleteDeps } from './complete.ts';
import { distribute } from './distribute.ts';
import { customerReader, type SummaryReader } from './readers.ts';
import { findSalesSide, type SalesSide } from '../reps/on-duty.ts';
import { type ConversationRecord } from './store.ts';
import type { Notice } from '../notify/notice.ts';

/** The most people that a summary is sent to at once. */
const MAX_READERS = 50;

const readerSchema = z
  .strictObject({
    email: emailAddressSchema.describe('Where it goes.'),
    name: z.string().max(200).optional().describe('As the mail greets the reader.'),
    audience: z
      .enum(['customer', 'sales'])
      .meta({ id: 'SummaryAudience', description: 'Whether it is for the customer or for the sales team.' })
      .default('customer')
      .describe(
        'Which of the two mails it is; `sales` only to reps, teams and the sales address. `customer` when left out.',
      ),
  })
  .meta({ id: 'SummaryReader', description: 'Somebody whom a summary is sent to.' });

/** A reader is checked when it is their turn, so that a wrong one stops no other. */
export const summaryRequestSchema = z.strictObject({
  to: z.array(z.unknown()).min(1).max(MAX_READERS),
  sendAt: instantSchema.optional().describe('When it is to leave; at once when left out.'),
  note: z
    .string()
    .max(5000)
    .transform((note) => (note.trim() === '' ? undefined : note))
    .optional()
    .describe('Words of your own above the summary.'),
  format: summaryFormatSchema.optional().describe('How long it is; what each reader prefers when left out.'),
});
export type SummaryRequest = z.infer<typeof summaryRequestSchema>;
export const documentedSummaryRequest = summaryRequestSchema
  .extend({ to: z.array(readerSchema).min(1).max(MAX_READERS).describe(`1 to ${MAX_READERS} readers.`) })
  .meta({ id: 'SummaryRequest' });

export type ManualAnswer =
  { mail: Notice } | { to: unknown; error: { code: string; pointer: string; detail: string } };

/**
 * Sends a conversation's summary to given people, now or later, with an answer for each of them. Who may not tell
 * anybody of it may write to its customer and to the sales team.
 * @throws ServiceError `not_found` for an unknown conversation, `invalid` when nobody of them can be written to.
 */
export const sendSummary = async (
  deps: CompleteDeps,
  id: string,
  request: SummaryRequest,
  mayTellAnybody: (record: ConversationRecord) => boolean,
): Promise<{ record: ConversationRecord; answers: ManualAnswer[] }> => {
  const record = await deps.conversations.find(id);
  if (record === undefined) throw new ServiceError('not_found', `There is no conversation "${id}".`);
  if (request.sendAt !== undefined && request.sendAt < deps.now()) {
    throw invalid([{ pointer: '/sendAt', code: 'in_the_past', detail: 'sendAt must be later than now.' }]);
  }
  const readers = request.to.map((to, i) => ({ to, read: readPart(readerSchema, to, `/to/${i}`) }));
  await refuseStrangers(deps, record, readers, mayTellAnybody(record));
  const faults = readers.flatMap((reader) => (reader.read.ok ? [] : reader.read.faults));
  if (readers.every((reader) => !reader.read.ok)) throw invalid(faults);
  const sides = await findSalesSide(deps.reps, {
    ownerRepId: record.conversation.ownerRepId,
    teamId: deps.summaries.teamId,
  });
  const { note, format, sendAt } = request;
  const occasion = contentHash({ note, format, sendAt });
  const answers: ManualAnswer[] = [];
  for (const { to, read } of readers) {
    if (!read.ok) {
      answers.push(...read.faults.slice(0, 1).map((error) => ({ to, error })));
      continue;
    }
    const reader = { ...wordsFor(read.value.audience, record, sides), ...read.value };
    const byHand = { name: `manual/${occasion}`, telling: { note, ...(format && { format }) } };
    answers.push({ mail: await distribute(deps, { record, reader, sides, sendAt, byHand }) });
  }
  return { record, answers };
};

interface ReadReader {
  read: ReturnType<typeof readPart<z.infer<typeof readerSchema>>>;
}

/**
 * What the sales team is told is internal: it goes to reps, teams and the sales address, and to nobody else. What a
 * customer is told of a conversation of another client goes to that customer, and to those.
 */
const refuseStrangers = async (
  deps: CompleteDeps,
  { conversation }: ConversationRecord,
  readers: ReadReader[],
  mayTellAnybody: boolean,
): Promise<void> => {
  const customer = recipientKey(conversation.customer.email ?? '');
  const ours = recipientKey(deps.summaries.salesAddress);
  const team = await deps.reps.addresses();
  for (const [i, reader] of readers.entries()) {
    if (!reader.read.ok) continue;
    const { email, audience } = reader.read.value;
    const key = recipientKey(email);
    if (key === ours || team.has(key)) continue;
    if (audience === 'customer' && (mayTellAnybody || key === customer)) continue;
    const pointer = `/to/${i}/email`;
    reader.read = { ok: false, faults: [{ pointer, ...refusals[audience] }] };
  }
};

const refusals = {
  sales: {
    code: 'not_of_the_team',
    detail: 'Only reps, teams and the sales address get the summary for the sales team.',
  },
  customer: {
    code: 'not_of_the_conversation',
    detail:
      'Another client told of this conversation: without the scope "read" its summary goes to its customer and the sales team alone.',
  },
} as const;

/** What is known of any reader of an audience: the customer's language and zone, and whom their answers reach. */
const wordsFor = (
  audience: SummaryReader['audience'],
  { conversation }: ConversationRecord,
  sides: SalesSide,
) => {
  if (audience === 'sales') return { locale: sides.owner?.locale, timezone: sides.owner?.timezone };
  const { locale, timezone, replyTo } = customerReader(conversation, sides);
  return { locale, timezone, replyTo };
};

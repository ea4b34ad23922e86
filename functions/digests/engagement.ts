import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { FeatureEvent } from '../bus/take-event.ts';
import { recipientKey } from '../platform/address.ts';
import { DAY, MINUTE } from '../platform/clock.ts';
import { type Dynamo, ifConditionHolds } from '../platform/dynamo.ts';
import type { Fault } from '../platform/errors.ts';
import { instantSchema } from '../platform/fields.ts';
import { sha256Hex } from '../platform/ids.ts';
import { makePersonPointers, type PersonPointers } from '../platform/person-pointers.ts';
import type { RepStore } from '../reps/store.ts';
import { type OwnedKind, ownerKey, type TableKey, timelineKey } from '../reps/timeline.ts';
import type { MailEntry } from '../reps/timeline-entries.ts';

/** What is heard of mails: that they left, and that somebody read them. */
export const heardFacts = {
  'email.sent': 'sent',
  'email.opened': 'opened',
  'email.clicked': 'clicked',
} as const satisfies Readonly<Record<string, MailEntry['fact']>>;

const detailSchema = z.object({
  id: z.string(),
  recipient: z.string(),
  category: z.string(),
  template: z.string().optional(),
  /** Of a fact, when it happened. */
  at: instantSchema.optional(),
  leadId: z.string().optional(),
  conversationId: z.string().optional(),
  appointmentId: z.string().optional(),
});

export interface EngagementStore {
  /** Whose a thing is; undefined where it is nobody's. */
  ownerOf: (kind: OwnedKind, id: string) => Promise<string | undefined>;
  put: (repId: string, entry: MailEntry) => Promise<void>;
  /** What somebody opened and clicked. */
  ofPerson: (email: string) => Promise<MailEntry[]>;
  /** Takes the address from all that; that somebody did it stays. */
  erase: (email: string) => Promise<number>;
}

const ownerSchema = z.object({ repId: z.string() });
const entrySchema = z.object({
  fact: z.enum(['sent', 'opened', 'clicked']),
  id: z.string(),
  at: z.number(),
  template: z.string().optional(),
  category: z.string(),
  reader: z.string(),
  email: z.string().optional(),
});

/** Keeps what became of mails for `days`. */
export const makeEngagementStore = (dynamo: Dynamo, table: string, days: number): EngagementStore => {
  const pointers: PersonPointers = makePersonPointers(dynamo, table, 'ENGAGEMENT');
  const find = async (key: TableKey): Promise<MailEntry | undefined> => {
    const { Item } = await dynamo.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
    return Item && { type: 'mail', ...entrySchema.parse(Item) };
  };
  const keysOf = async (email: string): Promise<TableKey[]> =>
    (await pointers.idsOf(email)).map((id) => keySchema.parse(JSON.parse(id)));
  return {
    ownerOf: async (kind, id) => {
      const { Item } = await dynamo.send(new GetCommand({ TableName: table, Key: ownerKey(kind, id) }));
      return ownerSchema.optional().parse(Item)?.repId;
    },
    put: async (repId, entry) => {
      const key = timelineKey(repId, 'EVENT', { at: entry.at, id: `${entry.fact}#${entry.id}` });
      const ttl = Math.ceil((entry.at + days * DAY) / 1000);
      // Ahead of what it leads to, so that none is missed.
      if (entry.email !== undefined) await pointers.add(entry.email, JSON.stringify(key), ttl);
      await dynamo.send(new PutCommand({ TableName: table, Item: { ...key, ...entry, ttl } }));
    },
    ofPerson: async (email) => {
      const found = await Promise.all((await keysOf(email)).map(find));
      return found.filter((entry) => entry !== undefined);
    },
    erase: async (email) => {
      const keys = await keysOf(email);
      for (const Key of keys) {
        const update = new UpdateCommand({
          TableName: table,
          Key,
          UpdateExpression: 'REMOVE email',
          ConditionExpression: 'attribute_exists(pk)',
        });
        await ifConditionHolds(dynamo.send(update));
        await pointers.remove(email, JSON.stringify(Key));
      }
      return keys.length;
    },
  };
};
const keySchema = z.object({ pk: z.string(), sk: z.string() });

export interface EngagementDeps {
  engagement: EngagementStore;
  reps: Pick<RepStore, 'addresses'>;
  now: () => number;
}

/** Addresses of the team are read anew so often. */
const BELIEVED_MS = MINUTE;

/** Knows whether an address is of the sales team, with addresses that are a minute old at the most. */
export const makeTeamAddresses = ({ reps, now }: Pick<EngagementDeps, 'reps' | 'now'>) => {
  let known: { readAt: number; addresses: ReadonlySet<string> } | undefined;
  return async (email: string): Promise<boolean> => {
    const readAt = now();
    const isFresh = known !== undefined && readAt >= known.readAt && readAt - known.readAt < BELIEVED_MS;
    if (known === undefined || !isFresh) known = { readAt, addresses: await reps.addresses() };
    return known.addresses.has(recipientKey(email));
  };
};

/** Notes in the timeline of a rep what became of a mail to somebody outside the team about what is the rep's. */
export const hearOfMail = async (
  {
    engagement,
    isOfTeam,
  }: Pick<EngagementDeps, 'engagement'> & { isOfTeam: (email: string) => Promise<boolean> },
  fact: MailEntry['fact'],
  { detail, at }: FeatureEvent,
): Promise<readonly Fault[]> => {
  const { id, recipient, category, template, ...about } = detailSchema.parse(detail);
  if (await isOfTeam(recipient)) return [];
  const repId =
    (about.leadId && (await engagement.ownerOf('lead', about.leadId))) ??
    (about.appointmentId && (await engagement.ownerOf('appointment', about.appointmentId))) ??
    (about.conversationId && (await engagement.ownerOf('conversation', about.conversationId)));
  if (repId === undefined || repId === '') return [];
  await engagement.put(repId, {
    type: 'mail',
    fact,
    id,
    at: about.at ?? at,
    template,
    category,
    reader: sha256Hex(recipientKey(recipient)).slice(0, 16),
    // Who only got it is not named.
    ...(fact !== 'sent' && { email: recipient }),
  });
  return [];
};

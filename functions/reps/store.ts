import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { recipientKey } from '../platform/address.ts';
import { type Dynamo, ifConditionHolds } from '../platform/dynamo.ts';
import { allItems, firstItems } from '../platform/dynamo-pages.ts';
import { workingZone } from '../platform/stored-zone.ts';
import { useClock } from './digest-clocks.ts';
import { type Rep, repSchema, type Team, teamSchema } from './rep.ts';

export interface RepStore {
  findRep: (id: string) => Promise<Rep | undefined>;
  /** Answers the rep as they are kept: that they stopped text messages to their number is not forgotten. */
  putRep: (rep: Rep) => Promise<Rep>;
  /** Notes that a number takes no text messages any more, where it is still that of the rep. */
  stopTexts: (id: string, optOut: NonNullable<Rep['smsOptOut']>) => Promise<void>;
  /** All reps of a team. */
  membersOf: (teamId: string) => Promise<Rep[]>;
  /** By id, from the one after `after`. */
  listReps: (page: { limit: number; after: string | undefined }) => Promise<{
    reps: Rep[];
    next: string | undefined;
  }>;
  /** Where the sales team gets its mail: the addresses of all reps and teams, by their keys. */
  addresses: () => Promise<ReadonlySet<string>>;
  findTeam: (id: string) => Promise<Team | undefined>;
  listTeams: () => Promise<Team[]>;
  putTeam: (team: Team) => Promise<void>;
}

const REPS = 'REPS';
const TEAMS = 'TEAMS';

export const makeRepStore = (dynamo: Dynamo, table: string, now = (): number => Date.now()): RepStore => {
  const find = async (pk: string, sk: string): Promise<unknown> =>
    (await dynamo.send(new GetCommand({ TableName: table, Key: { pk, sk }, ConsistentRead: true }))).Item;
  const put = async (pk: string, item: { id: string }): Promise<void> => {
    await dynamo.send(new PutCommand({ TableName: table, Item: { pk, sk: item.id, ...item } }));
  };
  return {
    findRep: async (id) => storedRepSchema.optional().parse(await find(REPS, id)),
    putRep: async (rep) => {
      const known = storedRepSchema.optional().parse(await find(REPS, rep.id));
      const optOut = known?.smsOptOut?.phone === rep.phone ? known?.smsOptOut : undefined;
      const kept = optOut === undefined ? rep : { ...rep, smsOptOut: optOut };
      // Ahead of the rep: an hour that nobody uses does no harm.
      if (rep.digest.enabled) await useClock({ dynamo, table }, rep, now());
      await put(REPS, kept);
      return kept;
    },
    stopTexts: (id, optOut) => stopTexts(dynamo, table, id, optOut),
    membersOf: (teamId) => membersOf(dynamo, table, teamId),
    listReps: async ({ limit, after }) => {
      const items = await firstItems(
        dynamo,
        {
          TableName: table,
          KeyConditionExpression: 'pk = :reps' + (after === undefined ? '' : ' AND sk > :after'),
          ExpressionAttributeValues: { ':reps': REPS, ...(after !== undefined && { ':after': after }) },
        },
        // One more than is shown tells whether there is another page.
        limit + 1,
      );
      const found = items.map((item) => storedRepSchema.parse(item));
      const reps = found.slice(0, limit);
      return { reps, next: found.length > limit ? reps.at(-1)?.id : undefined };
    },
    addresses: async () => {
      const items = await Promise.all(
        [REPS, TEAMS].map((pk) =>
          allItems(dynamo, {
            TableName: table,
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: { ':pk': pk },
            ProjectionExpression: 'email',
          }),
        ),
      );
      const emails = items.flat().flatMap((item) => emailSchema.parse(item).email ?? []);
      return new Set(emails.map(recipientKey));
    },
    findTeam: async (id) =>
      stored(teamSchema)
        .optional()
        .parse(await find(TEAMS, id)),
    listTeams: () => listTeams(dynamo, table),
    putTeam: (team) => put(TEAMS, team),
  };
};

const stopTexts = async (
  dynamo: Dynamo,
  table: string,
  id: string,
  optOut: NonNullable<Rep['smsOptOut']>,
): Promise<void> => {
  const update = new UpdateCommand({
    TableName: table,
    Key: { pk: REPS, sk: id },
    UpdateExpression: 'SET smsOptOut = :optOut',
    ConditionExpression: 'phone = :phone',
    ExpressionAttributeValues: { ':optOut': optOut, ':phone': optOut.phone },
  });
  await ifConditionHolds(dynamo.send(update));
};

const listTeams = async (dynamo: Dynamo, table: string): Promise<Team[]> => {
  const items = await allItems(dynamo, {
    TableName: table,
    KeyConditionExpression: 'pk = :teams',
    ExpressionAttributeValues: { ':teams': TEAMS },
  });
  return items.map((item) => stored(teamSchema).parse(item));
};

const membersOf = async (dynamo: Dynamo, table: string, teamId: string): Promise<Rep[]> => {
  const items = await allItems(dynamo, {
    TableName: table,
    KeyConditionExpression: 'pk = :reps',
    FilterExpression: 'teamId = :team',
    ExpressionAttributeValues: { ':reps': REPS, ':team': teamId },
  });
  return items.map((item) => storedRepSchema.parse(item));
};

const emailSchema = z.object({ email: z.string().optional() });

/** What is stored has the keys of its item beside its own fields. */
const stored = <Shape extends z.ZodRawShape>(schema: z.ZodObject<Shape>) => z.object(schema.shape);

/** A rep whose zone no longer works goes by the clocks of UTC. */
const storedRepSchema = stored(repSchema).extend({
  timezone: z.string().transform((zone) => workingZone(zone) ?? 'UTC'),
});

import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
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
  listReps: (page: IdPage) => Promise<{ items: Rep[]; next: string | undefined }>;
  /** Answers whether there was one. What names it still, such as a lead or a team, goes on to who comes next. */
  removeRep: (id: string) => Promise<boolean>;
  /** Where the sales team gets its mail: the addresses of all reps and teams, by their keys. */
  addresses: () => Promise<ReadonlySet<string>>;
  findTeam: (id: string) => Promise<Team | undefined>;
  listTeams: () => Promise<Team[]>;
  /** By id, from the one after `after`. */
  teamPage: (page: IdPage) => Promise<{ items: Team[]; next: string | undefined }>;
  putTeam: (team: Team) => Promise<void>;
  /** Answers whether there was one. */
  removeTeam: (id: string) => Promise<boolean>;
}

interface IdPage {
  limit: number;
  after: string | undefined;
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
    listReps: (page) => pageById(dynamo, { table, pk: REPS, schema: storedRepSchema }, page),
    removeRep: (id) => remove(dynamo, table, { pk: REPS, sk: id }),
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
    teamPage: (page) => pageById(dynamo, { table, pk: TEAMS, schema: stored(teamSchema) }, page),
    putTeam: (team) => put(TEAMS, team),
    removeTeam: (id) => remove(dynamo, table, { pk: TEAMS, sk: id }),
  };
};

const pageById = async <T extends { id: string }>(
  dynamo: Dynamo,
  { table, pk, schema }: { table: string; pk: string; schema: z.ZodType<T> },
  { limit, after }: IdPage,
): Promise<{ items: T[]; next: string | undefined }> => {
  const items = await firstItems(
    dynamo,
    {
      TableName: table,
      KeyConditionExpression: 'pk = :pk' + (after === undefined ? '' : ' AND sk > :after'),
      ExpressionAttributeValues: { ':pk': pk, ...(after !== undefined && { ':after': after }) },
    },
    // One more than is shown tells whether there is another page.
    limit + 1,
  );
  const found = items.map((item) => schema.parse(item));
  const shown = found.slice(0, limit);
  return { items: shown, next: found.length > limit ? shown.at(-1)?.id : undefined };
};

const remove = async (dynamo: Dynamo, table: string, Key: { pk: string; sk: string }): Promise<boolean> => {
  const command = new DeleteCommand({ TableName: table, Key, ReturnValues: 'ALL_OLD' });
  return (await dynamo.send(command)).Attributes !== undefined;
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

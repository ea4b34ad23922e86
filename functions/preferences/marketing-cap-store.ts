import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { recipientKey } from '../platform/address.ts';
import { DAY } from '../platform/clock.ts';
import { type Dynamo, ifConditionHolds, overRevision } from '../platform/dynamo.ts';
import { sha256Hex } from '../platform/ids.ts';

/** How many marketing mails a recipient gets a week. */
export interface MarketingCap {
  /** Marketing mails within the week before `now`, `messageId` left out. */
  countMarketing: (email: string, now: number, messageId?: string) => Promise<number>;
  /** Takes one of the recipient's marketing mails a week for a message; false when none is left. */
  takeMarketing: (
    email: string,
    take: { messageId: string; perWeek: number; now: number },
  ) => Promise<boolean>;
  /** Gives back what a message took that was refused, and that the recipient never got. */
  giveBackMarketing: (email: string, messageId: string) => Promise<void>;
}

/** A recipient's items stand under a hash, so that nothing else of them need stay when they are erased. */
export const recipientPartition = (email: string): string => `RECIPIENT#${sha256Hex(recipientKey(email))}`;

const RACES = 8;
const WEEK = 7 * DAY;
const marketingSchema = z.object({ rev: z.number(), sent: z.record(z.string(), z.number()) });
type Marketing = z.infer<typeof marketingSchema>;

export const makeMarketingCap = (dynamo: Dynamo, table: string): MarketingCap => {
  const key = (email: string) => ({ pk: recipientPartition(email), sk: 'MARKETING' });
  const readMarketing = async (email: string): Promise<Marketing> => {
    const answer = await dynamo.send(
      new GetCommand({ TableName: table, Key: key(email), ConsistentRead: true }),
    );
    return answer.Item === undefined ? { rev: 0, sent: {} } : marketingSchema.parse(answer.Item);
  };
  /** Writes what was sent; false when somebody was faster. */
  const write = (email: string, { rev, sent }: Marketing, now: number): Promise<boolean> =>
    ifConditionHolds(
      dynamo.send(
        new PutCommand({
          TableName: table,
          Item: {
            ...key(email),
            sent,
            rev: rev + 1,
            ttl: Math.ceil((Math.max(0, ...Object.values(sent)) + WEEK) / 1000),
          },
          ...overRevision(rev, now),
        }),
      ),
    );
  /** Changes what was sent until nobody was faster; `change` answers undefined to leave it as it is. */
  const changeSent = async (
    email: string,
    change: (sent: Marketing['sent']) => Marketing['sent'] | undefined,
    now: number,
  ): Promise<void> => {
    for (let race = 0; race < RACES; race += 1) {
      const { sent, rev } = await readMarketing(email);
      const after = change(sent);
      if (after === undefined || (await write(email, { rev, sent: after }, now))) return;
    }
    throw new Error('The marketing mails of a recipient were overtaken by others again and again');
  };
  return {
    countMarketing: async (email, now, messageId) =>
      Object.keys(withinWeek((await readMarketing(email)).sent, now)).filter((id) => id !== messageId).length,
    takeMarketing: async (email, { messageId, perWeek, now }) => {
      let isTaken = false;
      await changeSent(
        email,
        (sent) => {
          const kept = withinWeek(sent, now);
          const isKnown = messageId in kept;
          isTaken = isKnown || Object.keys(kept).length < perWeek;
          return isTaken && !isKnown ? { ...kept, [messageId]: now } : undefined;
        },
        now,
      );
      return isTaken;
    },
    giveBackMarketing: (email, messageId) =>
      changeSent(
        email,
        (sent) =>
          messageId in sent
            ? Object.fromEntries(Object.entries(sent).filter(([id]) => id !== messageId))
            : undefined,
        // What is past its time needs nothing given back.
        0,
      ),
  };
};

const withinWeek = (sent: Readonly<Record<string, number>>, now: number): Record<string, number> =>
  Object.fromEntries(Object.entries(sent).filter(([, at]) => at > now - WEEK));

import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { busy, CONFLICT, untilWritten } from '../platform/conflict.ts';
import { type Dynamo, ifConditionHolds } from '../platform/dynamo.ts';
import { type DueList, makeDueList } from '../platform/due-list.ts';
import type { Rep } from './rep.ts';

const PREFIX = 'DIGEST_CLOCK#';

/** Hours on the clocks of zones at which digests are due. */
export const dueClocks = (dynamo: Dynamo, table: string): DueList =>
  makeDueList(dynamo, table, { list: 'DIGESTS', prefix: PREFIX });

type Clocked = Pick<Rep, 'timezone'> & { digest: Pick<Rep['digest'], 'hour'> };

/** Names the hour at which the digest of a rep is due. */
export const clockId = ({ timezone, digest }: Clocked): string => `${timezone}|${digest.hour}`;

export const clockKey = (id: string) => ({ pk: PREFIX + id, sk: 'CLOCK' });

/** Keeps the hour of a rep on the list: whoever plans digests finds it there, and takes off what nobody uses. */
export const useClock = (
  { dynamo, table }: { dynamo: Dynamo; table: string },
  rep: Clocked,
  now: number,
): Promise<void> =>
  untilWritten<undefined>(
    async () => {
      const id = clockId(rep);
      const { timezone, digest } = rep;
      const add = new PutCommand({
        TableName: table,
        Item: {
          ...clockKey(id),
          timezone,
          hour: digest.hour,
          usedAt: now,
          nextDueAt: now,
          ...dueClocks(dynamo, table).keysOf(id),
        },
        ConditionExpression: 'attribute_not_exists(pk)',
      });
      if (await ifConditionHolds(dynamo.send(add))) return undefined;
      const use = new UpdateCommand({
        TableName: table,
        Key: clockKey(id),
        UpdateExpression: 'SET usedAt = :now',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':now': now },
      });
      return (await ifConditionHolds(dynamo.send(use))) ? undefined : CONFLICT;
    },
    () => busy('The hour of digests of this rep'),
  );

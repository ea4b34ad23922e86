import { PutCommand } from '@aws-sdk/lib-dynamodb';
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

/** Puts the hour of a rep on the list, where nobody else has: whoever plans digests finds it there. */
export const useClock = async (
  { dynamo, table }: { dynamo: Dynamo; table: string },
  rep: Clocked,
  now: number,
): Promise<void> => {
  const id = clockId(rep);
  const put = new PutCommand({
    TableName: table,
    Item: {
      ...clockKey(id),
      timezone: rep.timezone,
      hour: rep.digest.hour,
      nextDueAt: now,
      ...dueClocks(dynamo, table).keysOf(id),
    },
    ConditionExpression: 'attribute_not_exists(pk)',
  });
  await ifConditionHolds(dynamo.send(put));
};

import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { DAY } from '../platform/clock.ts';
import { type Dynamo, ifConditionHolds } from '../platform/dynamo.ts';
import { personPartition } from './keys.ts';
import { type TurnStore, turnSchema } from './turn.ts';

/** Longer than a mail may wait in the outbox, and keep its distance. */
const KEPT_DAYS = 400;
const SORT = 'TURN';

export const makeTurnStore = (dynamo: Dynamo, table: string): TurnStore => {
  const keyOf = (recipient: string) => ({ pk: personPartition(recipient), sk: SORT });
  return {
    find: async (recipient) => {
      const get = new GetCommand({ TableName: table, Key: keyOf(recipient), ConsistentRead: true });
      const { Item } = await dynamo.send(get);
      return Item === undefined ? undefined : turnSchema.parse(Item);
    },
    put: (recipient, turn, last) => {
      const ttl = Math.ceil((turn.at + KEPT_DAYS * DAY) / 1000);
      const over =
        last === undefined
          ? {
              ConditionExpression: 'attribute_not_exists(pk) OR #ttl <= :now',
              ExpressionAttributeNames: { '#ttl': 'ttl' },
              ExpressionAttributeValues: { ':now': Math.floor(turn.at / 1000) },
            }
          : {
              ConditionExpression: 'emailId = :last',
              ExpressionAttributeValues: { ':last': last.emailId },
            };
      const put = new PutCommand({ TableName: table, Item: { ...keyOf(recipient), ...turn, ttl }, ...over });
      return ifConditionHolds(dynamo.send(put));
    },
    forget: async (recipient) => {
      await dynamo.send(new DeleteCommand({ TableName: table, Key: keyOf(recipient) }));
    },
  };
};

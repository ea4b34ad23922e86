import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { recipientKey } from '../platform/address.ts';
import { type Dynamo, ifConditionHolds } from '../platform/dynamo.ts';
import type { OptOutSwitch } from './categories.ts';
import { type Recipient, recipientSchema, type SuppressionReason } from './recipient.ts';

export interface RecipientStore {
  /** Read consistently: an opt-out a moment ago must hold. */
  find: (email: string) => Promise<Recipient | undefined>;
  /** Stops all mail to the address; the first reason stays. Answers whether it was new. */
  suppress: (
    email: string,
    suppression: { reason: SuppressionReason; at: number; detail?: string | undefined },
  ) => Promise<boolean>;
  /** Switches categories off. Answers whether any was still on. */
  optOut: (email: string, switches: readonly OptOutSwitch[], at: number) => Promise<boolean>;
}

export const makeRecipientStore = (dynamo: Dynamo, table: string): RecipientStore => ({
  find: async (email) => {
    const answer = await dynamo.send(
      new GetCommand({ TableName: table, Key: key(email), ConsistentRead: true }),
    );
    return answer.Item === undefined ? undefined : recipientSchema.parse(answer.Item);
  },
  suppress: (email, suppression) =>
    ifConditionHolds(
      dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: key(email),
          UpdateExpression: 'SET suppression = :suppression, emailAddress = :email, updatedAt = :at',
          ConditionExpression: 'attribute_not_exists(suppression)',
          ExpressionAttributeValues: { ':suppression': suppression, ':email': email, ':at': suppression.at },
        }),
      ),
    ),
  optOut: async (email, switches, at) => {
    if (switches.length === 0) return false;
    const names = Object.fromEntries(switches.map((name, i) => [`#s${i}`, name]));
    const placeholders = Object.keys(names);
    return ifConditionHolds(
      dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: key(email),
          UpdateExpression: `SET ${placeholders.map((name) => `${name} = :off`).join(', ')}, unsubscribedAt = :at, emailAddress = :email, updatedAt = :at`,
          ConditionExpression: placeholders
            .map((name) => `attribute_not_exists(${name}) OR ${name} <> :off`)
            .join(' OR '),
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: { ':off': false, ':at': at, ':email': email },
        }),
      ),
    );
  },
});

const key = (email: string) => ({ pk: `RECIPIENT#${recipientKey(email)}`, sk: 'RECIPIENT' });

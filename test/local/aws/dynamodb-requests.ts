// Requests as DynamoDB's protocol writes them, about a table with an index.

import type { TableModel } from '../../../local/stacks/model.ts';

export const TableName = 'things';
export const things: TableModel = {
  TableName,
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: 'leadId', AttributeType: 'S' },
    { AttributeName: 'dueAt', AttributeType: 'N' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byLead',
      KeySchema: [
        { AttributeName: 'leadId', KeyType: 'HASH' },
        { AttributeName: 'dueAt', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
};

export interface Request {
  operation: string;
  input: Record<string, unknown>;
}
type Fields = Record<string, unknown>;

export const S = (text: string) => ({ S: text });
export const N = (text: string) => ({ N: text });
export const key = (pk = 'a', sk = 'b') => ({ pk: S(pk), sk: S(sk) });
export const many = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));
export const nested = (levels: number): unknown => (levels === 0 ? S('x') : { M: { a: nested(levels - 1) } });

export const put = (attributes: Fields, more: Fields = {}): Request => ({
  operation: 'PutItem',
  input: { TableName, Item: { ...key(), ...attributes }, ...more },
});
export const putIf = (ConditionExpression: string, values?: Fields, more: Fields = {}): Request =>
  put({}, { ConditionExpression, ...(values && { ExpressionAttributeValues: values }), ...more });
export const get = (Key: Fields): Request => ({ operation: 'GetItem', input: { TableName, Key } });
export const update = (UpdateExpression: string, values?: Fields, more: Fields = {}): Request => ({
  operation: 'UpdateItem',
  input: {
    TableName,
    Key: key('updated'),
    UpdateExpression,
    ...(values && { ExpressionAttributeValues: values }),
    ...more,
  },
});
export const query = (KeyConditionExpression: string, values: Fields, more: Fields = {}): Request => ({
  operation: 'Query',
  input: { TableName, KeyConditionExpression, ExpressionAttributeValues: values, ...more },
});
export const queryLead = (leadId: string, more: Fields = {}): Request =>
  query('leadId = :lead', { ':lead': S(leadId) }, { IndexName: 'byLead', ...more });
export const read = (Keys: Fields[]): Request => ({
  operation: 'BatchGetItem',
  input: { RequestItems: { [TableName]: { Keys } } },
});
export const transact = (TransactItems: Fields[]): Request => ({
  operation: 'TransactWriteItems',
  input: { TransactItems },
});
export const Put = (Item: Fields, more: Fields = {}) => ({ Put: { TableName, Item, ...more } });

export const long = (bytes: number): string => 'x'.repeat(bytes);
/** `pk`, `sk` and `text` are seven bytes of names, and `a` and `b` two of values. */
export const itemOf = (bytes: number): Fields => ({ text: S(long(bytes - 4 - 4 - 2)) });

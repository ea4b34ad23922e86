import { awsError, type Call, type Proxy, startProxy } from '../http/proxy.ts';
import { type SchemaOf, schemaOf, type TableDescription, type TableSchema } from './dynamodb-rules/keys.ts';
import { refusalOf } from './dynamodb-rules/refusals.ts';

export interface StrictDynamo extends Proxy {
  /** From now on the keys of these tables are judged as well. */
  learn: (tables: readonly ({ TableName: string } & TableDescription)[]) => void;
}

/**
 * A server in front of a DynamoDB that takes more than AWS does, such as queries for an empty key: it refuses what AWS
 * would refuse, and passes everything else on.
 */
export const startStrictDynamo = async (target: string): Promise<StrictDynamo> => {
  const schemas = new Map<string, TableSchema>();
  const proxy = await startProxy(target, async (call, passOn) => {
    const refusal = refusalOfCall(call, (table) => schemas.get(table));
    return refusal === undefined
      ? passOn()
      : awsError(400, 'com.amazon.coral.validate#ValidationException', refusal);
  });
  return {
    ...proxy,
    learn: (tables) => tables.forEach((table) => schemas.set(table.TableName, schemaOf(table))),
  };
};

const refusalOfCall = ({ headers, body }: Call, schemas: SchemaOf): string | undefined => {
  const operation = String(headers['x-amz-target']).split('.').at(-1) ?? '';
  return refusalOf(operation, readJson(body), schemas);
};

/** What is no JSON is judged by whoever answers it. */
const readJson = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
};

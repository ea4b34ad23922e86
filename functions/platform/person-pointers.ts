import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { recipientKey } from './address.ts';
import type { Dynamo } from './dynamo.ts';
import { itemsUnder } from './dynamo-pages.ts';
import { sha256Hex } from './ids.ts';

/** What leads from somebody to the things of a kind that they are in; they stand under a hash of their address. */
export interface PersonPointers {
  /** `ttl` is when it goes, in seconds since 1970. */
  add: (email: string, id: string, ttl: number) => Promise<void>;
  /** Ids of the things that they are in, or once were. */
  idsOf: (email: string) => Promise<string[]>;
  remove: (email: string, id: string) => Promise<void>;
}

const partitionOf = (email: string): string => `PERSON#${sha256Hex(recipientKey(email))}`;
const pointerSchema = z.object({ sk: z.string() });

/** The key of what leads from somebody to a thing of a kind, for those who write it in one transaction with the thing. */
export const personPointer = (kind: string, email: string, id: string) => ({
  pk: partitionOf(email),
  sk: `${kind}#${id}`,
});

/** `kind` names the things, such as `CONVERSATION`. */
export const makePersonPointers = (dynamo: Dynamo, table: string, kind: string): PersonPointers => {
  const prefix = `${kind}#`;
  return {
    add: async (email, id, ttl) => {
      const Item = { ...personPointer(kind, email, id), ttl };
      await dynamo.send(new PutCommand({ TableName: table, Item }));
    },
    idsOf: async (email) => {
      const pointers = await itemsUnder(dynamo, table, { pk: partitionOf(email), prefix });
      return pointers.map((item) => pointerSchema.parse(item).sk.slice(prefix.length));
    },
    remove: async (email, id) => {
      const Key = personPointer(kind, email, id);
      await dynamo.send(new DeleteCommand({ TableName: table, Key }));
    },
  };
};

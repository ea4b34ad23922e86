import { spellingsOf } from '../../platform/address.ts';
import { CONFLICT, overtaken, untilWritten } from '../../platform/conflict.ts';
import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DAY, toIso } from '../../platform/clock.ts';
import { ifConditionHolds } from '../../platform/dynamo.ts';
import { itemsUnder } from '../../platform/dynamo-pages.ts';
import type { Message } from '../message/message.ts';
import { findMessage, saveParams, type SendsTable } from '../message/store.ts';

const keySchema = z.object({ pk: z.string(), sk: z.string() });
/** Longer than events are kept that nobody understood. */
const UNKNOWN_DAYS = 31;

/** Rewrites a message whatever its status, and whoever else writes it. */
export const rewriteMessage = async (
  sends: SendsTable,
  message: Message,
  rewrite: (message: Message) => Message,
  now: number,
): Promise<void> => {
  await untilWritten(
    async (failed) => {
      const current = failed === 0 ? message : await findMessage(sends, message.id);
      if (current === undefined) return;
      const put = new PutCommand(saveParams(sends, rewrite(current), now));
      return (await ifConditionHolds(sends.dynamo.send(put))) ? undefined : CONFLICT;
    },
    () => overtaken(`Message ${message.id}`),
  );
};

const remove = async (sends: SendsTable, item: Record<string, unknown>): Promise<void> => {
  await sends.dynamo.send(new DeleteCommand({ TableName: sends.table, Key: keySchema.parse(item) }));
};

/** Deletes what a message says, whoever asked for it. */
export const removeBodies = async (sends: SendsTable, id: string): Promise<void> => {
  for (const item of await itemsUnder(sends.dynamo, sends.table, { pk: id, prefix: 'BODY#' }))
    await remove(sends, item);
};

/** Takes from a message's events what tells of a person; that they happened stays, so that none counts twice. */
export const scrubEvents = async (sends: SendsTable, id: string): Promise<void> => {
  for (const item of await itemsUnder(sends.dynamo, sends.table, { pk: id, prefix: 'EVENT#' })) {
    await sends.dynamo.send(
      new UpdateCommand({
        TableName: sends.table,
        Key: keySchema.parse(item),
        UpdateExpression: 'REMOVE detail, #url, client',
        ExpressionAttributeNames: { '#url': 'url' },
      }),
    );
  }
};

/** Deletes events kept apart that name an address. */
export const removeUnknownEvents = async (sends: SendsTable, email: string, now: number): Promise<void> => {
  const wanted = spellingsOf(email.toLowerCase());
  for (let day = 0; day <= UNKNOWN_DAYS; day += 1) {
    const date = toIso(now - day * DAY).slice(0, 10);
    for (const item of await itemsUnder(sends.dynamo, sends.table, { pk: `UNKNOWN#${date}`, prefix: date })) {
      const text = JSON.stringify(item).toLowerCase();
      if (wanted.some((spelling) => text.includes(spelling))) await remove(sends, item);
    }
  }
};

import { PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { ifConditionHolds, ifConditionsHold } from '../../platform/dynamo.ts';
import type { MessageBody } from './body.ts';
import { endCounter } from './counters.ts';
import { transition } from './life.ts';
import type { Message } from './message.ts';
import { bodyKey } from './body-store.ts';
import { saveParams, type SendsTable } from './store.ts';
import { counterKey, counterShard, counterWrite } from '../../contract/counters.ts';

// Writes of a message together with something else: both, or neither.

/** Writes a message and what it says together; false on a version conflict. */
export const amendMessage = async (
  sends: SendsTable,
  message: Message,
  content: MessageBody['content'],
  now: number,
): Promise<boolean> => {
  const body = {
    TableName: sends.table,
    Key: bodyKey(message),
    // What gathers stays far below the size of one item.
    UpdateExpression: 'SET content = :content REMOVE parts',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':content': JSON.stringify(content) },
  };
  return ifConditionsHold(
    sends.dynamo.send(
      new TransactWriteCommand({
        TransactItems: [{ Put: saveParams(sends, message, now) }, { Update: body }],
      }),
    ),
  );
};

/** Writes that the bus was told of a message's end, and counts it; nothing when somebody has written it since. */
export const saveAnnounced = async (sends: SendsTable, message: Message, now: number): Promise<void> => {
  const told = transition(message, { type: 'announced' }, now);
  if (!told.changed) return;
  const put = saveParams(sends, told.message, now);
  const counter = message.isTest === true ? undefined : endCounter(message);
  if (counter === undefined) {
    await ifConditionHolds(sends.dynamo.send(new PutCommand(put)));
    return;
  }
  const count = counterWrite(sends.countersTable, counterKey(message, now, counterShard(message.id)), {
    [counter]: 1,
  });
  // A conflict with another transaction leaves it to the sweeper, and so does a message that has gone on.
  await ifConditionsHold(
    sends.dynamo.send(new TransactWriteCommand({ TransactItems: [{ Put: put }, count] })),
  );
};

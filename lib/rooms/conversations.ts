import { conversationsRoutes } from '../../functions/conversations/conversations.routes.ts';
import { Duration } from 'aws-cdk-lib';
import type { Room } from './room.ts';

/** Conversations that have ended, and their summaries. */
export const conversations = (room: Room): void => {
  const { uses } = room;
  // Who tells of somebody takes it back when they were erased meanwhile.
  const telling = [
    uses.accept,
    uses.notify,
    uses.messages('DeleteItem'),
    uses.messageIndexes('byConversation'),
    uses.recipients('PutItem'),
    uses.activity('GetItem', 'PutItem', 'Query', 'DeleteItem'),
  ];
  room.answer(
    {
      handler: 'conversations',
      description: 'Takes conversations that have ended, and sends their summaries',
      memoryMb: 1024,
      uses: telling,
    },
    conversationsRoutes,
  );
  room.knowsPersons(...telling);
  room.takeEvents(
    { others: ['conversation.completed'] },
    { description: 'Takes conversations that the bus tells of', uses: telling },
  );
  const every = Duration.minutes(1);
  const record = room.makeFunction({
    name: 'conversations-record',
    handler: 'record',
    description: 'Tells the bus of conversations that have settled',
    timeout: Duration.seconds(120),
    uses: [uses.bus, uses.activity('GetItem', 'UpdateItem'), uses.activityIndexes('byNextDue')],
  });
  room.repeat(record, { every, maxAge: every, description: 'Runs what tells of conversations' });
};

import { conversationsRoutes } from '../../functions/conversations/conversations.routes.ts';
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
  room.runEveryMinute(
    {
      name: 'conversations-record',
      handler: 'record',
      description: 'Tells the bus of conversations that have settled',
      uses: [uses.bus, uses.activity('GetItem', 'UpdateItem'), uses.activityIndexes('byNextDue')],
    },
    'Runs what tells of conversations',
  );
};

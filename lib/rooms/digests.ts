import { Duration } from 'aws-cdk-lib';
import { digestsRoutes } from '../../functions/digests/digests.routes.ts';
import { type WorkQueue, workQueue } from '../work-queue.ts';
import type { Room } from './room.ts';

/** Digests: the day of each rep, and of each team, at the hour that its reader has chosen. */
export const digests = (room: Room): void => {
  const queue = workQueue(room, 'DigestsQueue', {
    ...room.stage,
    name: 'digests',
    timeout: Duration.seconds(60),
    maxReceiveCount: 8,
  });
  room.watch(queue, 1800);
  write(room, queue);
  plan(room, queue);
  hearOfReaders(room);
};

const write = (room: Room, queue: WorkQueue): void => {
  const { uses } = room;
  const writing = [uses.accept, uses.messages('BatchGetItem'), uses.activity('GetItem', 'Query', 'PutItem')];
  room.answer(
    {
      handler: 'digests',
      description: 'Shows digests, and sends them at once',
      memoryMb: 1024,
      uses: writing,
    },
    digestsRoutes,
  );
  const send = room.makeFunction({
    name: 'digests-send',
    handler: 'send',
    description: 'Writes digests that are due',
    timeout: queue.timeout,
    memoryMb: 1024,
    uses: writing,
  });
  room.work(send, queue, { batchSize: 1, maxConcurrency: 10 });
};

const plan = (room: Room, { queue }: WorkQueue): void => {
  const { uses } = room;
  const planning = [
    uses.activity('GetItem', 'Query', 'UpdateItem', 'DeleteItem'),
    uses.timers,
    uses.queue('DIGESTS_QUEUE_URL', queue),
    uses.bus,
  ];
  room.takeTimers({ description: 'Hands over digests whose hour has come', uses: planning });
  room.runEveryMinute(
    {
      name: 'digests-due',
      handler: 'sweep',
      description: 'Plans hours of digests, and hands over those that no timer has brought',
      uses: [...planning, uses.activityIndexes('byNextDue')],
    },
    'Runs the sweeper of digests',
  );
};

const hearOfReaders = (room: Room): void => {
  const { uses } = room;
  room.takeEvents(
    {
      others: [],
      ownAbout: {
        types: ['email.sent', 'email.opened', 'email.clicked'],
        fields: ['leadId', 'appointmentId', 'conversationId'],
      },
    },
    {
      description: 'Notes for reps who read their mails',
      uses: [uses.activity('GetItem', 'Query', 'PutItem')],
    },
  );
  room.knowsPersons(
    uses.activity('GetItem', 'Query', 'UpdateItem', 'DeleteItem'),
    uses.accept,
    uses.notify,
    uses.messages('DeleteItem'),
  );
};

import { Duration } from 'aws-cdk-lib';
import { recipientsRoutes } from '../../functions/preferences/recipients.routes.ts';
import type { Room } from './room.ts';

/** What recipients want, and who gets nothing. */
export const preferences = (room: Room): void => {
  const { uses } = room;
  room.answer(
    {
      handler: 'recipients',
      description: 'Keeps what recipients want, and who gets nothing',
      // Imports read and write thousands of recipients while somebody waits.
      memoryMb: 1024,
      uses: [
        uses.recipients('GetItem', 'PutItem', 'Query'),
        uses.recipientIndexes('bySuppression'),
        uses.mailgun,
        uses.bus,
      ],
    },
    recipientsRoutes,
  );
  room.knowsPersons(uses.recipients('GetItem', 'PutItem', 'Query', 'DeleteItem'), uses.mailgun);
  const sync = room.makeFunction({
    handler: 'sync-suppressions',
    description: 'Brings suppressions and Mailgun’s lists in step',
    timeout: Duration.minutes(10),
    uses: [uses.recipients('GetItem', 'PutItem'), uses.recipientIndexes('bySuppression'), uses.mailgun],
  });
  room.repeat(sync, {
    every: Duration.hours(1),
    maxAge: Duration.minutes(30),
    description: 'Runs the synchronisation',
  });
};

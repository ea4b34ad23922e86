import { Duration } from 'aws-cdk-lib';
import { recipientPagesRoutes } from '../../functions/recipient-pages/recipient-pages.routes.ts';
import type { Room } from './room.ts';

/** The pages that recipients reach by the links in their mails. */
export const recipientPages = (room: Room): void => {
  const { uses } = room;
  room.answer(
    {
      handler: 'recipient-pages',
      description: 'One-click unsubscribe and the preference centre',
      timeout: Duration.seconds(10),
      uses: [
        uses.messages('BatchGetItem'),
        uses.state(),
        uses.recipients('GetItem', 'PutItem'),
        uses.rawEvents,
        uses.linkKeys,
        uses.bus,
      ],
    },
    recipientPagesRoutes,
  );
};

import { analyticsRoutes } from '../../functions/analytics/analytics.routes.ts';
import type { Room } from './room.ts';

/** Whether mail leaves, and how it fares. */
export const analytics = (room: Room): void => {
  room.answer(
    {
      handler: 'analytics',
      description: 'Tells whether mail leaves, and how it fares',
      uses: [room.uses.state('GetItem', 'Query')],
    },
    analyticsRoutes,
  );
};

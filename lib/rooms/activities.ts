import { activitiesRoutes } from '../../functions/activities/activities.routes.ts';
import type { Room } from './room.ts';

/** What reps did that is not the service's own. */
export const activities = (room: Room): void => {
  const { uses } = room;
  const recording = [uses.activity('GetItem', 'PutItem', 'DeleteItem')];
  room.answer(
    { handler: 'activities', description: 'Takes what reps did', memoryMb: 1024, uses: recording },
    activitiesRoutes,
  );
  room.takeEvents(
    { others: ['activity.recorded'] },
    { description: 'Takes from the bus what reps did', uses: recording },
  );
  room.knowsPersons(...recording, uses.activity('Query'));
};

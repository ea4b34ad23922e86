import { repsRoutes } from '../../functions/reps/reps.routes.ts';
import type { Room } from './room.ts';

/** The sales team. */
export const reps = (room: Room): void => {
  const { uses } = room;
  room.answer(
    {
      handler: 'reps',
      description: 'Keeps the sales team',
      uses: [uses.activity('GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query')],
    },
    repsRoutes,
  );
};

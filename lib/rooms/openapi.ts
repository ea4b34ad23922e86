import { Duration } from 'aws-cdk-lib';
import { openapiRoutes } from '../../functions/openapi/openapi.routes.ts';
import type { Room } from './room.ts';

/** The API's description, and the 404 of every other path. */
export const openapi = (room: Room): void => {
  const fn = room.answer(
    {
      handler: 'openapi',
      description: 'Serves the API’s description, and the 404 of every other path',
      timeout: Duration.seconds(10),
      uses: [],
    },
    openapiRoutes,
  );
  room.answerAllElse(fn);
};

import { makeEventHandler } from '../bus/event-handler.ts';
import { eventHandlerFromEnv } from '../bus/from-env.ts';
import { heardTypes } from './event-types.ts';
import { sequencesFromEnv } from './from-env.ts';
import { hear } from './hear.ts';

const deps = sequencesFromEnv();

/** Whatever enrols, ends, or tells what became of a mail. */
export const handler = makeEventHandler(
  eventHandlerFromEnv('sequences'),
  Object.fromEntries(heardTypes.map((type) => [type, (event) => hear(deps, type, event)])),
);

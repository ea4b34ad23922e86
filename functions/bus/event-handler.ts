import { makeBatchHandler, type BatchDeps, oneByOne } from '../platform/batch.ts';
import { takeEvent, type TakeEventDeps } from './take-event.ts';

export type EventHandlerDeps = Omit<TakeEventDeps, 'features' | 'metrics'> & BatchDeps;

/** Makes the function that takes a room's events from its queue; what fails comes again, and at last to the dead letters. */
export const makeEventHandler = (deps: EventHandlerDeps, features: TakeEventDeps['features']) =>
  makeBatchHandler(
    deps,
    oneByOne(deps, 'A bus event could not be worked on', ({ body }) =>
      takeEvent({ ...deps, features }, body),
    ),
  );

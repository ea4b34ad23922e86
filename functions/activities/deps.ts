import type { Logger } from '../platform/logging.ts';
import type { RepStore } from '../reps/store.ts';
import type { ActivityStore } from './store.ts';

/** What the verbs of activities work with. */
export interface ActivityDeps {
  activities: ActivityStore;
  reps: Pick<RepStore, 'findRep'>;
  logger: Logger;
  now: () => number;
}

import { ServiceError } from '../../functions/platform/errors.ts';

/** What the caller is told when something is refused. */
export const refusalOf = (run: () => unknown): ServiceError => {
  try {
    run();
  } catch (error) {
    if (error instanceof ServiceError) return error;
    throw error;
  }
  throw new Error('It was not refused');
};

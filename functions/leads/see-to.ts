import { loggable } from '../platform/logging.ts';
import { advance } from './advance.ts';
import type { LeadDeps } from './deps.ts';
import type { LeadRecord } from './record.ts';

/** Does what a lead owes now; what meets trouble the sweeper tries again. Answers the lead as it is then. */
export const seeTo = async (deps: LeadDeps, record: LeadRecord): Promise<LeadRecord> => {
  try {
    await advance(deps, record.id);
  } catch (error) {
    deps.logger.error('What a lead owes could not be done; the sweeper tries again', {
      leadId: record.id,
      error: loggable(error),
    });
  }
  return (await deps.leads.find(record.id)) ?? record;
};

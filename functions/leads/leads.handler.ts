import type { ApiKey } from '../platform/api-keys.ts';
import { hasScope } from '../platform/auth.ts';
import { authenticateFromEnv } from '../platform/auth-from-env.ts';
import { toIso } from '../platform/clock.ts';
import { ServiceError } from '../platform/errors.ts';
import { invalid } from '../platform/faults.ts';
import { bind, type HttpAnswer, makeHttpHandler } from '../platform/http.ts';
import { mayChange, ofAnotherClient } from '../platform/ownership.ts';
import { acknowledge, conclude } from './change-response.ts';
import { claimFaults, leadFaults, mustFindRep } from './checks.ts';
import { leadsFromEnv } from './from-env.ts';
import {
  acknowledgeLead,
  getLead,
  listLeadsRoute,
  putLead,
  reportLeadOutcome,
  showLeadFigures,
} from './leads.routes.ts';
import { listLeads } from './list.ts';
import type { LeadRecord } from './record.ts';
import { leadReport } from './report.ts';
import { seeTo } from './see-to.ts';
import { takeLead } from './take-lead.ts';
import { stateOf, viewFacts, viewLead, viewTakenBy } from './views.ts';

const deps = leadsFromEnv();

const unknown = (id: string): ServiceError => new ServiceError('not_found', `There is no lead "${id}".`);

const mustFind = async (id: string): Promise<LeadRecord> => {
  const record = await deps.leads.find(id);
  if (record === undefined) throw unknown(id);
  return record;
};

/** What was taken is kept, whatever its mails meet; the answer tells how far they are. */
const shown = async (caller: ApiKey | undefined, record: LeadRecord): Promise<HttpAnswer> => {
  const view = await viewLead(deps, await seeTo(deps, record));
  return { status: 200, body: hasScope(caller, 'read') ? view : stateOf(view) };
};

/** A lead that a key may change. */
const mustOwn = async (id: string, caller: ApiKey | undefined): Promise<LeadRecord> => {
  const record = await mustFind(id);
  if (!mayChange(caller)(record)) throw ofAnotherClient('lead');
  return record;
};

const routes = [
  bind(putLead, async ({ params: { id }, body: lead, caller }) => {
    const now = deps.now();
    const faults = await leadFaults(deps, lead, now);
    if (faults.length > 0) throw invalid(faults);
    const audit = { at: now, by: 'client', how: 'api', client: caller?.client } as const;
    const { record } = await takeLead(deps, id, { lead, at: now, audit, mayChange: mayChange(caller) });
    return shown(caller, record);
  }),
  bind(acknowledgeLead, async ({ params: { id }, body, caller }) => {
    await mustOwn(id, caller);
    const rep = await deps.reps.findRep(body.repId);
    const faults = claimFaults(body, rep, deps.now());
    if (rep === undefined || faults.length > 0) throw invalid(faults);
    const outcome = await acknowledge(deps, id, { rep, how: 'api', followUpBy: body.followUpBy });
    switch (outcome.kind) {
      case 'unknown':
        throw unknown(id);
      case 'wrong_state': {
        const { takenBy } = outcome;
        const detail =
          takenBy === undefined ? 'This lead is over.' : `${takenBy.name} has this lead already.`;
        const extensions = { takenBy: takenBy && viewTakenBy(takenBy) };
        throw new ServiceError('wrong_state', detail, { extensions });
      }
      case 'taken':
        return shown(caller, outcome.record);
    }
  }),
  bind(reportLeadOutcome, async ({ params: { id }, body: outcome, caller }) => {
    await mustOwn(id, caller);
    const rep = await mustFindRep(deps, outcome.repId, '/repId');
    const record = await conclude(deps, id, { rep, outcome });
    if (record === undefined) throw unknown(id);
    return shown(caller, record);
  }),
  bind(getLead, async ({ params: { id } }) => ({
    status: 200,
    body: await viewLead(deps, await mustFind(id)),
  })),
  bind(listLeadsRoute, async ({ query }) => {
    const { leads, next } = await listLeads(deps, query);
    return { status: 200, body: { items: leads.map(viewFacts), next } };
  }),
  bind(showLeadFigures, async ({ query }) => {
    const { from, to, ...figures } = await leadReport(deps, query);
    return { status: 200, body: { from: toIso(from), to: toIso(to), ...figures } };
  }),
];

export const handler = makeHttpHandler(routes, {
  authenticate: authenticateFromEnv(),
  logger: deps.logger,
});

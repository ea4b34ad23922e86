import type { ApiKey } from '../platform/api-keys.ts';
import { hasScope } from '../platform/auth.ts';
import { authenticateFromEnv } from '../platform/auth-from-env.ts';
import { toIso } from '../platform/clock.ts';
import { ServiceError } from '../platform/errors.ts';
import { mayChange } from '../platform/ownership.ts';
import { invalid } from '../platform/faults.ts';
import { bind, type HttpAnswer, makeHttpHandler } from '../platform/http.ts';
import type { Changes } from './appointment.ts';
import type { AppointmentAction } from './appointment-life.ts';
import {
  cancelAppointment,
  completeAppointment,
  getAppointment,
  getInvite,
  listAppointmentsRoute,
  putAppointment,
  rescheduleAppointment,
  showReminders,
} from './appointments.routes.ts';
import { change } from './change.ts';
import { timeFaults } from './checks.ts';
import { appointmentsFromEnv } from './from-env.ts';
import { inviteFile } from './invite-file.ts';
import { listAppointments } from './list.ts';
import { reminderReport } from './reminder-report.ts';
import type { AppointmentRecord } from './record.ts';
import { stateOf, viewAppointment, viewFacts } from './views.ts';

const deps = appointmentsFromEnv();

const unknown = (id: string): ServiceError =>
  new ServiceError('not_found', `There is no appointment "${id}".`);

const mustFind = async (id: string): Promise<AppointmentRecord> => {
  const record = await deps.appointments.find(id);
  if (record === undefined) throw unknown(id);
  return record;
};

const take = async (
  id: string,
  { action, said }: { action: AppointmentAction; said: Changes },
  caller: ApiKey | undefined,
): Promise<HttpAnswer> => {
  const now = deps.now();
  const faults = timeFaults(said, now);
  if (faults.length > 0) throw invalid(faults);
  const audit = { at: now, by: 'client', how: 'api', client: caller?.client } as const;
  const outcome = await change(deps, id, action, { audit, at: now, mayChange: mayChange(caller) });
  switch (outcome.kind) {
    case 'unknown':
      throw unknown(id);
    case 'wrong_state':
      throw new ServiceError('wrong_state', outcome.why);
    case 'applied':
    case 'not_newer': {
      const view = await viewAppointment(deps, outcome.record);
      const body = { ...view, applied: outcome.kind === 'applied' };
      return { status: 200, body: hasScope(caller, 'read') ? body : stateOf(view) };
    }
  }
};

const routes = [
  bind(putAppointment, ({ params, body: { sequence, ...details }, caller }) =>
    take(params.id, { action: { type: 'book', sequence, details }, said: details }, caller),
  ),
  bind(rescheduleAppointment, ({ params, body: { sequence, ...changes }, caller }) =>
    take(params.id, { action: { type: 'reschedule', sequence, changes }, said: changes }, caller),
  ),
  bind(cancelAppointment, ({ params, body: { sequence, ...changes }, caller }) =>
    take(params.id, { action: { type: 'cancel', sequence, changes }, said: changes }, caller),
  ),
  bind(completeAppointment, ({ params, body: { sequence, outcome, ...changes }, caller }) =>
    take(params.id, { action: { type: 'complete', sequence, outcome, changes }, said: changes }, caller),
  ),
  bind(getAppointment, async ({ params }) => ({
    status: 200,
    body: { ...(await viewAppointment(deps, await mustFind(params.id))), applied: false },
  })),
  bind(getInvite, async ({ params, query }) => inviteFile(deps, await mustFind(params.id), query.audience)),
  bind(listAppointmentsRoute, async ({ query }) => {
    const { records, next } = await listAppointments(deps, query);
    return { status: 200, body: { items: records.map(viewFacts), next } };
  }),
  bind(showReminders, async ({ query }) => {
    const { from, to, items } = await reminderReport(deps, query);
    return { status: 200, body: { from: toIso(from), to: toIso(to), items } };
  }),
];

export const handler = makeHttpHandler(routes, {
  authenticate: authenticateFromEnv(),
  logger: deps.logger,
});

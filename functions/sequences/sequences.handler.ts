import { hasScope } from '../platform/auth.ts';
import { authenticateFromEnv } from '../platform/auth-from-env.ts';
import { ServiceError } from '../platform/errors.ts';
import { invalid } from '../platform/faults.ts';
import { bind, makeHttpHandler } from '../platform/http.ts';
import { mayChange, ofAnotherClient } from '../platform/ownership.ts';
import { enrollByRequest } from './enroll-by-request.ts';
import { end } from './ending.ts';
import type { Enrollment } from './enrollment.ts';
import { sequencesFromEnv } from './from-env.ts';
import { listEnrollments } from './list.ts';
import {
  enrollRoute,
  getEnrollment,
  getSequence,
  listEnrollmentsRoute,
  listSequences,
  stopEnrollment,
} from './sequences.routes.ts';
import { viewSequence } from './sequence-view.ts';
import { stateOf, viewEnrollment } from './views.ts';

const deps = sequencesFromEnv();

const mustFind = async (id: string): Promise<Enrollment> => {
  const record = await deps.enrollments.find(id);
  if (record === undefined) throw new ServiceError('not_found', `There is no enrolment "${id}".`);
  return record;
};

const definitionOf = (name: string) => {
  const definition = Object.hasOwn(deps.definitions, name) ? deps.definitions[name] : undefined;
  if (definition !== undefined) return definition;
  const names = Object.keys(deps.definitions);
  throw new ServiceError(
    'not_found',
    `There is no sequence "${name}". There is ${names.join(', ') || 'none'}.`,
  );
};

const shown = async (caller: Parameters<typeof hasScope>[0], enrollment: Enrollment): Promise<object> =>
  hasScope(caller, 'read') ? viewEnrollment(deps, enrollment) : stateOf(enrollment);

const routes = [
  bind(listSequences, async () => {
    const names = Object.keys(deps.definitions).sort();
    return {
      status: 200,
      body: { items: await Promise.all(names.map((name) => viewSequence(deps, name, definitionOf(name)))) },
    };
  }),
  bind(getSequence, async ({ params: { name } }) => ({
    status: 200,
    body: await viewSequence(deps, name, definitionOf(name)),
  })),
  bind(enrollRoute, async ({ params: { name }, body, headers, caller }) => {
    const outcome = await enrollByRequest(deps, {
      sequence: name,
      definition: definitionOf(name),
      request: body,
      client: caller?.client ?? '',
      idempotencyKey: headers['idempotency-key'],
    });
    if (outcome.kind === 'faulty') throw invalid(outcome.faults);
    const { answer } = outcome;
    const said = answer.enrolled ? { ...answer, enrollment: await shown(caller, answer.enrollment) } : answer;
    return { status: 200, body: said };
  }),
  bind(listEnrollmentsRoute, async ({ query }) => {
    const { enrollments, next } = await listEnrollments(deps, query);
    const items = await Promise.all(enrollments.map((one) => viewEnrollment(deps, one)));
    return { status: 200, body: { items, next } };
  }),
  bind(getEnrollment, async ({ params }) => ({
    status: 200,
    body: await viewEnrollment(deps, await mustFind(params.id)),
  })),
  bind(stopEnrollment, async ({ params: { id }, caller }) => {
    const record = await mustFind(id);
    if (!mayChange(caller)({ client: record.enrolledBy.client })) throw ofAnotherClient('enrolment');
    const stopped = (await end(deps, id, { how: 'stopped' })) ?? record;
    return { status: 200, body: await shown(caller, stopped) };
  }),
];

export const handler = makeHttpHandler(routes, {
  authenticate: authenticateFromEnv(),
  logger: deps.logger,
});

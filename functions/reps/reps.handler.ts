import { authenticateFromEnv } from '../platform/auth-from-env.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { requireEnv } from '../platform/environment.ts';
import { ServiceError } from '../platform/errors.ts';
import { idSchema } from '../platform/fields.ts';
import { invalid } from '../platform/faults.ts';
import { bind, makeHttpHandler } from '../platform/http.ts';
import { makeLogger } from '../platform/logging.ts';
import { type ListName, readCursor, writeCursor } from '../platform/page.ts';
import { loopFaults } from './loops.ts';
import { getRep, getTeam, listReps, putRep, putTeam } from './reps.routes.ts';
import { makeRepStore } from './store.ts';

const store = makeRepStore(makeDynamo(), requireEnv('ACTIVITY_TABLE'));
const list: ListName = ['reps'];

const routes = [
  bind(putRep, async ({ params, body }) => {
    const rep = { id: params.id, ...body };
    const faults = await loopFaults(store, rep);
    if (faults.length > 0) throw invalid(faults);
    return { status: 200, body: await store.putRep(rep) };
  }),
  bind(getRep, async ({ params }) => {
    const rep = await store.findRep(params.id);
    if (rep === undefined) throw new ServiceError('not_found', `There is no rep "${params.id}".`);
    return { status: 200, body: rep };
  }),
  bind(listReps, async ({ query: { limit, cursor } }) => {
    const after = cursor === undefined ? undefined : readCursor(list, cursor, idSchema);
    const { reps, next } = await store.listReps({ limit, after });
    return { status: 200, body: { items: reps, next: next && writeCursor(list, next) } };
  }),
  bind(putTeam, async ({ params, body }) => {
    const team = { id: params.id, ...body };
    await store.putTeam(team);
    return { status: 200, body: team };
  }),
  bind(getTeam, async ({ params }) => {
    const team = await store.findTeam(params.id);
    if (team === undefined) throw new ServiceError('not_found', `There is no team "${params.id}".`);
    return { status: 200, body: team };
  }),
];

export const handler = makeHttpHandler(routes, {
  authenticate: authenticateFromEnv(),
  logger: makeLogger(),
});

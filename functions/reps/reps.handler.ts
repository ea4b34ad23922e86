import { authenticateFromEnv } from '../platform/auth-from-env.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { requireEnv } from '../platform/environment.ts';
import { ServiceError } from '../platform/errors.ts';
import { idSchema } from '../platform/fields.ts';
import { bind, makeHttpHandler, pathPart } from '../platform/http.ts';
import { makeLogger } from '../platform/logging.ts';
import { getRep, getTeam, listReps, putRep, putTeam } from './routes.ts';
import { makeRepStore } from './store.ts';

const store = makeRepStore(makeDynamo(), requireEnv('ACTIVITY_TABLE'));
const idOf = (params: Record<string, string>): string => pathPart(params, 'id', idSchema);

const routes = [
  bind(putRep, async ({ params, body }) => {
    const rep = { id: idOf(params), ...body };
    await store.putRep(rep);
    return { status: 200, body: rep };
  }),
  bind(getRep, async ({ params }) => {
    const id = idOf(params);
    const rep = await store.findRep(id);
    if (rep === undefined) throw new ServiceError('not_found', `There is no rep "${id}".`);
    return { status: 200, body: rep };
  }),
  bind(listReps, async ({ query: { limit, cursor } }) => {
    const after = cursor && Buffer.from(cursor, 'base64url').toString('utf8');
    const { reps, next } = await store.listReps({ limit, after });
    return { status: 200, body: { items: reps, next: next && Buffer.from(next).toString('base64url') } };
  }),
  bind(putTeam, async ({ params, body }) => {
    const team = { id: idOf(params), ...body };
    await store.putTeam(team);
    return { status: 200, body: team };
  }),
  bind(getTeam, async ({ params }) => {
    const id = idOf(params);
    const team = await store.findTeam(id);
    if (team === undefined) throw new ServiceError('not_found', `There is no team "${id}".`);
    return { status: 200, body: team };
  }),
];

export const handler = makeHttpHandler(routes, {
  authenticate: authenticateFromEnv(),
  logger: makeLogger(),
});

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
import {
  deleteRep,
  deleteTeam,
  getRep,
  getTeam,
  listReps,
  listTeams,
  putRep,
  putTeam,
} from './reps.routes.ts';
import { makeRepStore } from './store.ts';

const store = makeRepStore(makeDynamo(), requireEnv('ACTIVITY_TABLE'));
const repList: ListName = ['reps'];
const teamList: ListName = ['teams'];

const noRep = (id: string): ServiceError => new ServiceError('not_found', `There is no rep "${id}".`);
const noTeam = (id: string): ServiceError => new ServiceError('not_found', `There is no team "${id}".`);

/** A page of one of the lists. */
const answerPage = async <T>(
  list: ListName,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
  read: (page: {
    limit: number;
    after: string | undefined;
  }) => Promise<{ items: T[]; next: string | undefined }>,
) => {
  const after = cursor === undefined ? undefined : readCursor(list, cursor, idSchema);
  const { items, next } = await read({ limit, after });
  return { status: 200 as const, body: { items, next: next && writeCursor(list, next) } };
};

const routes = [
  bind(putRep, async ({ params, body }) => {
    const rep = { id: params.id, ...body };
    const faults = await loopFaults(store, rep);
    if (faults.length > 0) throw invalid(faults);
    return { status: 200, body: await store.putRep(rep) };
  }),
  bind(getRep, async ({ params }) => {
    const rep = await store.findRep(params.id);
    if (rep === undefined) throw noRep(params.id);
    return { status: 200, body: rep };
  }),
  bind(listReps, ({ query }) => answerPage(repList, query, store.listReps)),
  bind(deleteRep, async ({ params }) => {
    if (!(await store.removeRep(params.id))) throw noRep(params.id);
    return { status: 204 };
  }),
  bind(putTeam, async ({ params, body }) => {
    const team = { id: params.id, ...body };
    await store.putTeam(team);
    return { status: 200, body: team };
  }),
  bind(getTeam, async ({ params }) => {
    const team = await store.findTeam(params.id);
    if (team === undefined) throw noTeam(params.id);
    return { status: 200, body: team };
  }),
  bind(listTeams, ({ query }) => answerPage(teamList, query, store.teamPage)),
  bind(deleteTeam, async ({ params }) => {
    if (!(await store.removeTeam(params.id))) throw noTeam(params.id);
    return { status: 204 };
  }),
];

export const handler = makeHttpHandler(routes, {
  authenticate: authenticateFromEnv(),
  logger: makeLogger(),
});

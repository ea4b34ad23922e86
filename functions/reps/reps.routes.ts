import * as z from 'zod';
import { idParams } from '../platform/fields.ts';
import { pageAnswer, pageFields, pageOf } from '../platform/page.ts';
import { defineRoute } from '../platform/route.ts';
import { repRequestSchema, repSchema, teamRequestSchema, teamSchema } from './rep.ts';

const tag = { name: 'Reps and teams', description: 'Who sells, and who is told of what.' };

const repRequestExample = {
  name: 'Grace Hopper',
  email: 'grace@example.com',
  phone: '+4930123456',
  timezone: 'Europe/Berlin',
  locale: 'de',
  workingHours: [{ day: 'mon', from: '09:00', to: '17:00' }],
  teamId: 'mid-market',
};

const repExample = {
  id: 'grace',
  ...repRequestExample,
  absences: [{ from: '2027-02-01', to: '2027-02-05' }],
  products: [],
  alerts: { mode: 'immediate' },
  digest: { enabled: true, hour: 8, quietDay: 'short' },
};
const teamRequestExample = { name: 'Mid-market', email: 'mid-market@example.com', onCall: ['grace'] };
const teamExample = { id: 'mid-market', ...teamRequestExample };

export const putRep = defineRoute({
  method: 'PUT',
  path: '/v1/reps/{id}',
  operationId: 'putRep',
  tag,
  summary: 'Write a sales team member',
  description: 'Managers and deputies must not lead back to the rep: such a loop is refused.',
  scope: 'operate',
  params: idParams,
  body: repRequestSchema,
  bodyExample: repRequestExample,
  answers: { 200: { description: 'As it is kept', schema: repSchema, example: repExample } },
  errors: [],
});

export const getRep = defineRoute({
  method: 'GET',
  path: '/v1/reps/{id}',
  operationId: 'getRep',
  tag,
  summary: 'One sales team member',
  scope: ['operate', 'read'],
  params: idParams,
  answers: { 200: { description: 'The rep', schema: repSchema, example: repExample } },
  errors: ['not_found'],
});

export const listReps = defineRoute({
  method: 'GET',
  path: '/v1/reps',
  operationId: 'listReps',
  tag,
  summary: 'Sales team members, by id',
  scope: ['operate', 'read'],
  query: z.strictObject(pageFields),
  answers: {
    200: pageAnswer(pageOf(repSchema, 'RepPage'), repExample),
  },
  errors: [],
});

export const deleteRep = defineRoute({
  method: 'DELETE',
  path: '/v1/reps/{id}',
  operationId: 'deleteRep',
  tag,
  summary: 'Take a sales team member away',
  description:
    'What waits to leave already may still reach them, such as the summary of a conversation that had ended before; after that they get one last mail for each appointment of theirs, which takes it out of their calendar when it changes or is reminded of next, and nothing more. Leads that wait for them, and alerts that are gathered for them, go to the team of the lead, else to that of app.yaml, when their next mail is due. Give appointments to somebody else first. What they did stays in the figures; a lead that names them is refused from now on, and an appointment is taken with the warning `unknown_rep`: its customer is told, and nobody else.',
  scope: 'operate',
  params: idParams,
  answers: { 204: { description: 'Taken away' } },
  errors: ['not_found'],
});

export const putTeam = defineRoute({
  method: 'PUT',
  path: '/v1/teams/{id}',
  operationId: 'putTeam',
  tag,
  summary: 'Write a team',
  scope: 'operate',
  params: idParams,
  body: teamRequestSchema,
  bodyExample: teamRequestExample,
  answers: { 200: { description: 'As it is kept', schema: teamSchema, example: teamExample } },
  errors: [],
});

export const getTeam = defineRoute({
  method: 'GET',
  path: '/v1/teams/{id}',
  operationId: 'getTeam',
  tag,
  summary: 'One team',
  scope: ['operate', 'read'],
  params: idParams,
  answers: { 200: { description: 'The team', schema: teamSchema, example: teamExample } },
  errors: ['not_found'],
});

export const listTeams = defineRoute({
  method: 'GET',
  path: '/v1/teams',
  operationId: 'listTeams',
  tag,
  summary: 'Teams, by id',
  scope: ['operate', 'read'],
  query: z.strictObject(pageFields),
  answers: { 200: pageAnswer(pageOf(teamSchema, 'TeamPage'), teamExample) },
  errors: [],
});

export const deleteTeam = defineRoute({
  method: 'DELETE',
  path: '/v1/teams/{id}',
  operationId: 'deleteTeam',
  tag,
  summary: 'Take a team away',
  description: 'Its members stay; nobody is on call for it any more.',
  scope: 'operate',
  params: idParams,
  answers: { 204: { description: 'Taken away' } },
  errors: ['not_found'],
});

/** Every route of this room. */
export const repsRoutes = [putRep, getRep, listReps, deleteRep, putTeam, getTeam, listTeams, deleteTeam];

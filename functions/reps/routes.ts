import * as z from 'zod';
import { idParams } from '../platform/fields.ts';
import { pageFields } from '../platform/page.ts';
import { defineRoute } from '../platform/route.ts';
import { repRequestSchema, repSchema, teamRequestSchema, teamSchema } from './rep.ts';

const reading = ['unauthorized', 'forbidden', 'not_found', 'invalid'] as const;
const writing = ['bad_json', 'unauthorized', 'forbidden', 'body_too_large', 'invalid'] as const;

const repExample = {
  name: 'Grace Hopper',
  email: 'grace@example.com',
  phone: '+4930123456',
  timezone: 'Europe/Berlin',
  locale: 'de',
  workingHours: [{ day: 'mon', from: '09:00', to: '17:00' }],
  teamId: 'mid-market',
};

export const putRep = defineRoute({
  method: 'PUT',
  path: '/v1/reps/{id}',
  operationId: 'putRep',
  summary: 'Write a sales team member',
  scope: 'operate',
  params: idParams,
  body: repRequestSchema,
  bodyExample: repExample,
  answers: { 200: { description: 'As it is kept', schema: repSchema } },
  errors: writing,
});

export const getRep = defineRoute({
  method: 'GET',
  path: '/v1/reps/{id}',
  operationId: 'getRep',
  summary: 'One sales team member',
  scope: ['operate', 'read'],
  params: idParams,
  answers: { 200: { description: 'The rep', schema: repSchema } },
  errors: reading,
});

export const listReps = defineRoute({
  method: 'GET',
  path: '/v1/reps',
  operationId: 'listReps',
  summary: 'Sales team members, by id',
  scope: ['operate', 'read'],
  query: z.strictObject(pageFields),
  answers: {
    200: {
      description: 'A page; `next` is missing on the last',
      schema: z.object({ items: z.array(repSchema), next: z.string().optional() }),
    },
  },
  errors: ['unauthorized', 'forbidden', 'invalid'],
});

export const putTeam = defineRoute({
  method: 'PUT',
  path: '/v1/teams/{id}',
  operationId: 'putTeam',
  summary: 'Write a team',
  scope: 'operate',
  params: idParams,
  body: teamRequestSchema,
  bodyExample: { name: 'Mid-market', email: 'mid-market@example.com', onCall: ['grace'] },
  answers: { 200: { description: 'As it is kept', schema: teamSchema } },
  errors: writing,
});

export const getTeam = defineRoute({
  method: 'GET',
  path: '/v1/teams/{id}',
  operationId: 'getTeam',
  summary: 'One team',
  scope: ['operate', 'read'],
  params: idParams,
  answers: { 200: { description: 'The team', schema: teamSchema } },
  errors: reading,
});

/** Every route of this room. */
export const repRoutes = [putRep, getRep, listReps, putTeam, getTeam];

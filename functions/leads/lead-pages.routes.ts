import * as z from 'zod';
import { defineRoute } from '../platform/route.ts';

const tag = {
  name: 'Lead pages',
  description: 'Where reps take leads, by the links in their mails and text messages; the link is the key.',
};
const page = {
  description: 'A page for the rep',
  contentType: 'text/html',
  schema: z.string(),
  example: '<!doctype html><html lang="en"><body><h1>Ada Lovelace, Analytical Ltd</h1></body></html>',
};
const kind = {
  404: { ...page, description: 'A kind page: the link is broken' },
  410: { ...page, description: 'A kind page: the link is old' },
};
const params = z.object({
  token: z.string().meta({ description: 'Of the link.', pattern: String.raw`^[\w-]+$` }),
});

export const showLead = defineRoute({
  method: 'GET',
  path: '/l/{token}',
  operationId: 'showLead',
  tag,
  summary: 'Who it is, and who has it; changes nothing',
  scope: null,
  params,
  takesExtras: true,
  answers: { 200: page, ...kind },
  errors: [],
});

export const answerLead = defineRoute({
  method: 'POST',
  path: '/l/{token}',
  operationId: 'answerLead',
  tag,
  summary: 'Take a lead, promise to follow up, or say what became of it',
  scope: null,
  params,
  takesExtras: true,
  bodyType: 'application/x-www-form-urlencoded',
  bodyExample: 'action=take',
  body: z.string().describe('The form of the page.'),
  answers: {
    200: { ...page, description: 'Done' },
    ...kind,
    409: { ...page, description: 'Somebody else has it: who' },
    422: { ...page, description: 'The form is not complete; nothing has changed' },
  },
  errors: [],
});

/** The routes that reps reach by their links. */
export const leadPagesRoutes = [showLead, answerLead];

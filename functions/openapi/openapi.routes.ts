import * as z from 'zod';
import { jsonValueSchema } from '../platform/fields.ts';
import { defineRoute } from '../platform/route.ts';

const openApiSchema = z
  .object({
    openapi: z.string().describe('The version of OpenAPI, not of this API.'),
    info: z.object({ title: z.string(), version: z.string() }),
    paths: z.record(z.string(), jsonValueSchema),
  })
  .meta({ id: 'OpenApiDocument', description: 'An OpenAPI 3.1 document.' });

const tag = { name: 'Documentation', description: 'What the API says of itself.' };

export const showOpenApi = defineRoute({
  method: 'GET',
  path: '/openapi.json',
  operationId: 'showOpenApi',
  tag,
  summary: 'This document',
  description: 'Made from the very schemas that guard the routes. Needs no key.',
  scope: null,
  answers: {
    200: {
      description: 'OpenAPI 3.1',
      schema: openApiSchema,
      example: { openapi: '3.1.0', info: { title: 'outbound-email', version: '1' }, paths: {} },
    },
  },
  errors: [],
});

export const showViewer = defineRoute({
  method: 'GET',
  path: '/docs',
  operationId: 'showViewer',
  tag,
  summary: 'This document in a browser, where calls can be tried with a key',
  scope: null,
  answers: {
    200: {
      description: 'A page',
      schema: z.string(),
      contentType: 'text/html',
      example: '<!doctype html>…',
    },
  },
  errors: [],
});

export const getViewerFile = defineRoute({
  method: 'GET',
  path: '/docs/{file}',
  operationId: 'getViewerFile',
  tag,
  summary: 'A script or style sheet of that page',
  scope: null,
  params: z.strictObject({ file: z.string().max(100).describe('Its name, as the page has it.') }),
  answers: {
    200: {
      description: 'The file; style sheets are `text/css`',
      schema: z.string(),
      contentType: 'text/javascript',
      example: 'window.SwaggerUIBundle({ url: "/openapi.json" });',
    },
  },
  errors: ['not_found'],
});

/** Every route of this room. */
export const openapiRoutes = [showOpenApi, showViewer, getViewerFile];

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

export const showOpenApi = defineRoute({
  method: 'GET',
  path: '/openapi.json',
  operationId: 'showOpenApi',
  tag: { name: 'Documentation', description: 'What the API says of itself.' },
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

/** Every route of this room. */
export const openapiRoutes = [showOpenApi];

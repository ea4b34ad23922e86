import * as z from 'zod';
import { defineRoute } from '../platform/route.ts';

export const showOpenApi = defineRoute({
  method: 'GET',
  path: '/openapi.json',
  operationId: 'showOpenApi',
  summary: 'This document',
  scope: null,
  answers: { 200: { description: 'OpenAPI 3.1', schema: z.record(z.string(), z.unknown()) } },
  errors: [],
});

/** Every route of this room. */
export const openApiRoutes = [showOpenApi];

import * as z from 'zod';
import { type ErrorCode, errorCodes } from '../platform/errors.ts';
import type { Route, RouteAnswer } from '../platform/route.ts';

type Json = Record<string, unknown>;

const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  instance: z.string(),
  requestId: z.string(),
  errors: z
    .array(z.object({ pointer: z.string(), code: z.string(), detail: z.string() }))
    .optional()
    .meta({ description: 'Every fault of the request, by JSON pointer.' }),
});

/** A route as the docs need it, whatever the types of its body and query. */
export type DocumentedRoute = Omit<Route, 'body' | 'query' | 'params'> & {
  body?: z.ZodType;
  query?: z.ZodType;
  params?: z.ZodType;
};

/** The OpenAPI 3.1 document of all routes, made from the schemas that guard them. */
export const openApiDocument = (routes: readonly DocumentedRoute[], serverUrl: string): Json => ({
  openapi: '3.1.0',
  info: {
    title: 'outbound-email',
    version: '1',
    description:
      'Sends every e-mail that follows a sales chat, once, and knows what became of each. Errors are RFC 9457 problem+json with a stable `code`. The platform itself may answer 413, 429 and 503 in its own words.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [{ url: serverUrl }],
  security: [{ apiKey: [] }],
  paths: pathsOf(routes),
  components: {
    securitySchemes: {
      apiKey: { type: 'http', scheme: 'bearer', description: 'A key from `npm run keys`.' },
    },
    schemas: { Problem: jsonSchema(problemSchema, 'output'), ...sharedSchemas(routes) },
  },
});

/** Schemas that refer to themselves can not stand in line; they are named, and stand here. */
const sharedSchemas = (routes: readonly DocumentedRoute[]): Json => {
  const bodies = routes.flatMap(({ body, documentedBody }) => documentedBody ?? body ?? []);
  const answers = routes.flatMap((route) =>
    Object.values(route.answers).flatMap(({ schema }) => schema ?? []),
  );
  return Object.fromEntries(
    [...bodies, ...answers].flatMap((schema) => {
      const definitions = recordSchema.parse(converted(schema, 'input')['$defs'] ?? {});
      return Object.entries(definitions).map(([name, definition]) => [name, definition]);
    }),
  );
};

const pathsOf = (routes: readonly DocumentedRoute[]): Json => {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    (paths[route.path] ??= {})[route.method.toLowerCase()] = operation(route);
  }
  return paths;
};

const operation = (route: DocumentedRoute): Json => {
  const body = route.documentedBody ?? route.body;
  return {
    operationId: route.operationId,
    summary: route.summary,
    ...(route.description !== undefined && { description: route.description }),
    ...(route.scope === null
      ? { security: [] }
      : { 'x-scope': route.scope, tags: [route.path.split('/')[2] ?? 'public'] }),
    parameters: [
      ...pathParameters(route.path),
      ...parameters(route.query, 'query'),
      ...parameters(route.headers, 'header'),
    ],
    ...(body && {
      requestBody: {
        required: route.bodyExample !== undefined,
        content: {
          [route.bodyType ?? 'application/json']: {
            schema: jsonSchema(body, 'input'),
            ...example(route.bodyExample),
          },
        },
      },
    }),
    responses: {
      ...Object.fromEntries(
        Object.entries(route.answers).map(([status, answer]) => [status, response(answer)]),
      ),
      ...problems(route.errors),
    },
  };
};

const pathParameters = (path: string): Json[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));

const objectSchema = z.object({
  properties: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  required: z.array(z.string()).default([]),
});

const parameters = (schema: z.ZodType | undefined, place: 'query' | 'header'): Json[] => {
  if (!schema) return [];
  const { properties, required } = objectSchema.parse(jsonSchema(schema, 'input'));
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: required.includes(name),
    ...('description' in property && { description: property['description'] }),
    schema: property,
  }));
};

const response = (answer: RouteAnswer): Json => ({
  description: answer.description,
  ...(answer.schema && {
    content: {
      [answer.contentType ?? 'application/json']: {
        schema: jsonSchema(answer.schema, 'output'),
        ...example(answer.example),
      },
    },
  }),
});

const problems = (codes: readonly ErrorCode[]): Json => {
  const byStatus = Map.groupBy(codes, (code) => errorCodes[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      String(status),
      {
        description: group.map((code) => `\`${code}\`: ${errorCodes[code].title}`).join('; '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
};

const example = (value: unknown): Json => (value === undefined ? {} : { example: value });

const recordSchema = z.record(z.string(), z.unknown());

const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): Json =>
  Object.fromEntries(
    // OpenAPI 3.1 names the dialect once, for the whole document.
    Object.entries(converted(schema, io)).filter(([key]) => key !== '$schema' && key !== '$defs'),
  );

const converted = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const json = JSON.stringify(z.toJSONSchema(schema, { io, unrepresentable: 'any' }));
  return recordSchema.parse(JSON.parse(json.replaceAll('"#/$defs/', '"#/components/schemas/')));
};

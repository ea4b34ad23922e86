import * as z from 'zod';
import { type ErrorCode, errorCodes } from '../platform/errors.ts';
import { platformMessageSchema, problemSchema } from '../platform/problem.ts';
import type { Route, RouteAnswer } from '../platform/route.ts';
import type { Json, Schemas } from './schemas.ts';

/** A route as the docs need it, whatever the types of its body and query. */
export type DocumentedRoute = Omit<Route, 'body' | 'query' | 'params'> & {
  body?: z.ZodType;
  query?: z.ZodType;
  params?: z.ZodType;
};

/** Every error that a route may answer: what its guards find, what it finds itself, and our own failure. */
export const errorsOf = (route: DocumentedRoute): ErrorCode[] => {
  const { body, bodyType, method, scope, takesExtras } = route;
  // A body is read where none is expected too, to refuse it.
  const readsBody = body !== undefined || (method !== 'GET' && takesExtras !== true);
  return [
    ...(readsBody && bodyType === undefined ? (['bad_json'] as const) : []),
    ...(scope === null ? [] : (['unauthorized', 'forbidden'] as const)),
    ...route.errors,
    ...(readsBody ? (['body_too_large', 'unsupported_media_type'] as const) : []),
    ...(body !== undefined || takesExtras !== true ? (['invalid'] as const) : []),
    'internal',
  ];
};

/** What a caller may send, as docs show it. */
export const bodyOf = (route: DocumentedRoute): z.ZodType | undefined => route.documentedBody ?? route.body;

/** The schemas of what a route takes, and of what it gives. */
export const schemasOf = (route: DocumentedRoute): { requests: z.ZodType[]; answers: z.ZodType[] } => ({
  requests: [bodyOf(route), route.params, route.query, route.headers].filter(
    (schema) => schema !== undefined,
  ),
  answers: [
    ...Object.values(route.answers).flatMap((answer) => [
      ...('schema' in answer ? [answer.schema] : []),
      ...Object.values(answer.headers ?? {}).map(({ schema }) => schema),
    ]),
    ...Object.values(route.problems ?? {}),
  ],
});

/** A route as OpenAPI 3.1 describes an operation. */
export const operation = (route: DocumentedRoute, schemas: Schemas): Json => ({
  operationId: route.operationId,
  tags: [route.tag.name],
  summary: route.summary,
  description: [route.description, scopeInWords(route)].filter((text) => text !== undefined).join('\n\n'),
  ...(route.scope === null ? { security: [] } : { 'x-scope': route.scope }),
  parameters: [
    ...parameters(route.params, 'path', schemas),
    ...parameters(route.query, 'query', schemas),
    ...parameters(route.headers, 'header', schemas),
  ],
  ...requestBody(route, schemas),
  responses: {
    ...Object.fromEntries(
      Object.entries(route.answers).map(([status, answer]) => [status, response(answer, schemas)]),
    ),
    ...problems(route, schemas),
    ...platformAnswers(schemas),
  },
});

const scopeInWords = ({ scope }: DocumentedRoute): string | undefined => {
  if (scope === null) return undefined;
  const scopes = typeof scope === 'string' ? [scope] : scope;
  return `Takes a key with the scope ${scopes.map((one) => `\`${one}\``).join(' or ')}.`;
};

const objectSchema = z.object({
  properties: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  required: z.array(z.string()).default([]),
});

const parameters = (
  schema: z.ZodType | undefined,
  place: 'path' | 'query' | 'header',
  schemas: Schemas,
): Json[] => {
  if (!schema) return [];
  const { properties, required } = objectSchema.parse(schemas.of(schema, 'request'));
  return Object.entries(properties).map(([name, { description, ...property }]) => ({
    name,
    in: place,
    required: required.includes(name),
    ...(description !== undefined && { description }),
    schema: property,
  }));
};

const requestBody = (route: DocumentedRoute, schemas: Schemas): Json => {
  const body = bodyOf(route);
  if (body === undefined) return {};
  const nothing = route.bodyType === undefined ? {} : '';
  return {
    requestBody: {
      required: !body.safeParse(nothing).success,
      content: {
        [route.bodyType ?? 'application/json']: {
          schema: schemas.of(body, 'request'),
          ...(route.bodyExample !== undefined && { example: route.bodyExample }),
        },
      },
    },
  };
};

const response = (answer: RouteAnswer, schemas: Schemas): Json => ({
  description: answer.description,
  ...(answer.headers && {
    headers: Object.fromEntries(
      Object.entries(answer.headers).map(([name, { description, schema, example }]) => [
        name,
        { description, required: true, schema: schemas.of(schema, 'answer'), example },
      ]),
    ),
  }),
  ...('schema' in answer && {
    content: {
      [answer.contentType ?? 'application/json']: {
        schema: schemas.of(answer.schema, 'answer'),
        example: answer.example,
      },
    },
  }),
});

const PROBLEM = 'application/problem+json';

const problems = (route: DocumentedRoute, schemas: Schemas): Json => {
  const byStatus = Map.groupBy(new Set(errorsOf(route)), (code) => errorCodes[code].status);
  return Object.fromEntries(
    [...byStatus]
      // Where a page for people answers with the same status, that is what callers get.
      .filter(([status]) => !(status in route.answers))
      .map(([status, codes]) => [String(status), problemAnswer(route, codes, schemas)]),
  );
};

const problemAnswer = (route: DocumentedRoute, codes: readonly ErrorCode[], schemas: Schemas): Json => {
  const forms = new Set(codes.map((code) => route.problems?.[code] ?? problemSchema));
  const [form, ...others] = [...forms].map((schema) => schemas.of(schema, 'answer'));
  return {
    description: codes.map((code) => `\`${code}\`: ${errorCodes[code].title}`).join('; '),
    content: {
      [PROBLEM]: {
        schema: others.length === 0 ? form : { anyOf: [form, ...others] },
        examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
      },
      ...(codes.includes('body_too_large') && {
        // Beyond 10 MB API Gateway refuses a body before we see it.
        'application/json': {
          schema: schemas.of(platformMessageSchema, 'answer'),
          example: { message: 'Request Entity Too Large' },
        },
      }),
    },
  };
};

/** What may come from API Gateway on any route, and whatever is added later. */
const platformAnswers = (schemas: Schemas): Json => {
  const message = schemas.of(platformMessageSchema, 'answer');
  return {
    '429': {
      description: 'More requests a second than the stage allows. Wait a second, then longer each time.',
      content: { 'application/json': { schema: message, example: { message: 'Too Many Requests' } } },
    },
    default: {
      description:
        'Any other answer is an error of the service, or one of the platform in its own words, such as 503.',
      content: {
        [PROBLEM]: {
          schema: schemas.of(problemSchema, 'answer'),
          examples: { internal: { $ref: '#/components/examples/internal' } },
        },
        'application/json': { schema: message, example: { message: 'Service Unavailable' } },
      },
    },
  };
};

/** An error of each code, for `components/examples`. */
export const problemExamples = (): Json =>
  Object.fromEntries(
    Object.entries(errorCodes).map(([code, { status, title }]) => [
      code,
      { summary: title, value: problemExample(code, status, title) },
    ]),
  );

const problemExample = (code: string, status: number, title: string) => ({
  type: `urn:outbound-email:error:${code}`,
  title,
  status,
  code,
  detail: code === 'invalid' ? `/to/email: ${addressFault.detail}` : `${title}.`,
  instance: '/v1/emails',
  requestId: '7d0c9a52-9d5b-4f4e-8d0e-0f0a4c0f9a11',
  ...(code === 'invalid' && { errors: [addressFault] }),
});

const addressFault = {
  pointer: '/to/email',
  code: 'invalid_address',
  detail: 'The address must look like name@example.com.',
};

import type * as z from 'zod';
import type { Scope } from './api-keys.ts';
import type { ErrorCode } from './errors.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** A heading of the docs, under which clients are made: all routes of one thing have the same. */
export interface RouteTag {
  name: string;
  description: string;
}

interface AnswerHead {
  description: string;
  /** Headers that callers may want to read, by name. */
  headers?: Record<string, { description: string; schema: z.ZodType; example: unknown }>;
}
/** Every content that is answered has an example in the docs. */
export type RouteAnswer =
  AnswerHead | (AnswerHead & { schema: z.ZodType; contentType?: string; example: unknown });

/** What only the route's own function can find wrong: the rest follows from what the route declares. */
export type RouteError = Exclude<
  ErrorCode,
  | 'bad_json'
  | 'unauthorized'
  | 'forbidden'
  | 'body_too_large'
  | 'unsupported_media_type'
  | 'invalid'
  | 'internal'
>;

/**
 * What a route takes and gives: it guards the requests, and docs at /openapi.json are made from it. What is not
 * declared is not taken: a route without `query` refuses every parameter, one without `body` every body but `{}`.
 */
export interface Route<Body = unknown, Query = unknown, Params = unknown> {
  method: Method;
  path: `/${string}`;
  operationId: string;
  tag: RouteTag;
  summary: string;
  description?: string;
  /** What a key needs, any one of several; null for public routes. */
  scope: Scope | readonly Scope[] | null;
  /** The parts of the path in braces, decoded. */
  params?: z.ZodType<Params>;
  body?: z.ZodType<Body>;
  /** Of a body that is text and no JSON. */
  bodyType?: 'text/csv' | 'application/x-www-form-urlencoded';
  /** What the docs show, where the route checks the parts of its body one by one. */
  documentedBody?: z.ZodType;
  query?: z.ZodType<Query>;
  headers?: z.ZodObject;
  /** Takes whatever comes with it: mail clients and scanners add parameters and bodies to the links of a mail. */
  takesExtras?: true;
  bodyExample?: unknown;
  answers: Record<number, RouteAnswer>;
  errors: readonly RouteError[];
  /** Of errors that tell more than the others do (RFC 9457 §3.2). */
  problems?: Partial<Record<ErrorCode, z.ZodType>>;
}

/** Keeps the types of body, query and path while it checks the shape. */
export const defineRoute = <Body, Query, Params>(
  route: Route<Body, Query, Params>,
): Route<Body, Query, Params> => route;

/** API Gateway's own name of a route. */
export const routeKey = (route: { method: Method; path: string }): string => `${route.method} ${route.path}`;

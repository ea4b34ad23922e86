import type * as z from 'zod';
import type { Scope } from './api-keys.ts';
import type { ErrorCode } from './errors.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface RouteAnswer {
  description: string;
  schema?: z.ZodType;
  contentType?: string;
  example?: unknown;
}

/**
 * What a route takes and gives: it guards the requests, and docs at /openapi.json are made from it. What is not
 * declared is not taken: a route without `query` refuses every parameter, one without `body` every body but `{}`.
 */
export interface Route<Body = unknown, Query = unknown, Params = unknown> {
  method: Method;
  path: `/${string}`;
  operationId: string;
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
  errors: readonly ErrorCode[];
}

/** Keeps the types of body, query and path while it checks the shape. */
export const defineRoute = <Body, Query, Params>(
  route: Route<Body, Query, Params>,
): Route<Body, Query, Params> => route;

/** API Gateway's own name of a route. */
export const routeKey = (route: { method: Method; path: string }): string => `${route.method} ${route.path}`;

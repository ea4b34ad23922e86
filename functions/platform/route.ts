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
 * What a route takes and gives: it guards the requests, and docs at /openapi.json are made from it.
 * `scope` is null for public routes.
 */
export interface Route<Body = unknown, Query = unknown> {
  method: Method;
  path: `/${string}`;
  operationId: string;
  summary: string;
  description?: string;
  scope: Scope | null;
  body?: z.ZodType<Body>;
  /** Of a body that is text and no JSON. */
  bodyType?: 'text/csv' | 'application/x-www-form-urlencoded';
  /** What the docs show, where the route checks the parts of its body one by one. */
  documentedBody?: z.ZodType;
  query?: z.ZodType<Query>;
  headers?: z.ZodObject;
  bodyExample?: unknown;
  answers: Record<number, RouteAnswer>;
  errors: readonly ErrorCode[];
}

/** Keeps the types of body and query while it checks the shape. */
export const defineRoute = <Body, Query>(route: Route<Body, Query>): Route<Body, Query> => route;

/** API Gateway's own name of a route. */
export const routeKey = (route: { method: Method; path: string }): string => `${route.method} ${route.path}`;

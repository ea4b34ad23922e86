import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type DocumentedRoute, openApiDocument } from '../../functions/openapi/document.ts';
import type { ErrorCode } from '../../functions/platform/errors.ts';
import { routeKey } from '../../functions/platform/route.ts';
import { allRoutes } from './all-routes.ts';

const routes = await allRoutes();
const named = routes.map((route) => ({ name: routeKey(route), route }));
const document = openApiDocument(routes, 'https://mail.example.com');
const plain: unknown = JSON.parse(JSON.stringify(document));

describe('The OpenAPI document', () => {
  test('is valid OpenAPI 3.1', async () => {
    const validator = new Validator({ strict: false });
    // The validator writes into what it is given.
    const result = await validator.validate(structuredClone(document));
    expect(result).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  test('would not pass for valid when it is not', async () => {
    const broken = { ...structuredClone(document), paths: { 'v1/emails': { get: { responses: 'none' } } } };
    await expect(new Validator({ strict: false }).validate(broken)).resolves.toMatchObject({ valid: false });
  });

  test('says who serves it', () => {
    expect(plain).toMatchObject({ openapi: '3.1.0', servers: [{ url: 'https://mail.example.com' }] });
  });

  test('survives JSON whole', () => {
    expect(plain).toEqual(document);
  });

  test.each(named)('has $name with its summary and its answers', ({ route }) => {
    expect(plain).toHaveProperty(['paths', route.path, route.method.toLowerCase(), 'summary'], route.summary);
    for (const status of Object.keys(route.answers)) {
      expect(plain).toHaveProperty([
        'paths',
        route.path,
        route.method.toLowerCase(),
        'responses',
        status,
        'description',
      ]);
    }
  });

  test('names each operation once', () => {
    const ids = routes.map(({ operationId }) => operationId);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
    for (const id of ids) expect(id).toMatch(/^[a-z][A-Za-z]+$/);
  });

  test('describes each combination of method and path once', () => {
    const keys = routes.map(routeKey);
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
  });

  test('has every parameter of a path', () => {
    expect(plain).toHaveProperty(
      ['paths', '/v1/emails/{id}/content', 'get', 'parameters'],
      [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
    );
  });

  test('has the header that makes sending repeatable', () => {
    expect(plain).toHaveProperty(
      ['paths', '/v1/emails', 'post', 'parameters', '0'],
      expect.objectContaining({ name: 'idempotency-key', in: 'header', required: false }),
    );
  });

  test('asks for a key where one is needed, and for none on public routes', () => {
    expect(plain).toMatchObject({
      security: [{ apiKey: [] }],
      components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } } },
    });
    expect(plain).toHaveProperty(['paths', '/u/{token}', 'post', 'security'], []);
    expect(plain).not.toHaveProperty(['paths', '/v1/emails', 'post', 'security']);
    expect(plain).toHaveProperty(['paths', '/v1/emails', 'post', 'x-scope'], 'send');
  });
});

describe('Every part of a path', () => {
  test.each(named)('of $name is checked at the door', ({ route }) => {
    const parts = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    const checked = route.params instanceof z.ZodObject ? Object.keys(route.params.shape) : [];
    expect(checked.sort()).toEqual(parts.sort());
  });
});

describe('An example', () => {
  const withBody = named.filter(({ route }) => route.bodyExample !== undefined);
  test.each(withBody)('of what $name takes is taken by it', ({ route }) => {
    const documented = (route.documentedBody ?? route.body)?.safeParse(route.bodyExample);
    expect(documented?.error?.issues ?? []).toEqual([]);
    expect(route.body?.safeParse(route.bodyExample).error?.issues ?? []).toEqual([]);
  });

  const answers = named.flatMap(({ name, route }) =>
    Object.entries(route.answers)
      .filter(([, answer]) => answer.example !== undefined)
      .map(([status, answer]) => ({ name: `${name} ${status}`, answer })),
  );
  test.each(answers)('of what $name answers is what it answers', ({ answer }) => {
    expect(answer.schema).toBeDefined();
    expect(answer.schema?.safeParse(answer.example).error?.issues ?? []).toEqual([]);
  });

  test('is there for every route that needs a body with something in it', () => {
    const lacking = named.filter(({ route }) => {
      const body = route.documentedBody ?? route.body;
      return body !== undefined && !body.safeParse({}).success && route.bodyExample === undefined;
    });
    expect(lacking.map(({ name }) => name)).toEqual([]);
  });
});

describe('The errors of a route are documented as its guards give them:', () => {
  /** What the checks before a route's own function may answer. */
  const guarded = (route: DocumentedRoute): ErrorCode[] => [
    ...(route.scope === null ? [] : (['unauthorized', 'forbidden'] as const)),
    ...(route.body ? (['body_too_large', 'invalid'] as const) : []),
    ...(route.body && route.bodyType === undefined ? (['bad_json'] as const) : []),
    ...(route.query ? (['invalid'] as const) : []),
  ];
  test.each(named)('$name', ({ route }) => {
    expect(guarded(route).filter((code) => !route.errors.includes(code))).toEqual([]);
  });
});

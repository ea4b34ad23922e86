import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { openApiDocument } from '../../functions/openapi/document.ts';
import { errorCodes } from '../../functions/platform/errors.ts';
import { routeKey } from '../../functions/platform/route.ts';
import { oneLinePattern } from '../../functions/platform/one-line.ts';
import { allRoutes } from '../../lib/all-routes.ts';
import { documentSchema, operationsOf } from './walk.ts';

const routes = await allRoutes();
const named = routes.map((route) => ({ name: routeKey(route), route }));
const document = openApiDocument(routes);
const plain: unknown = JSON.parse(JSON.stringify(document));
const whole = documentSchema.parse(plain);

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

  test('has every parameter of a path as its guard knows it', () => {
    expect(plain).toHaveProperty(
      ['paths', '/v1/emails/{id}/content', 'get', 'parameters'],
      [
        {
          name: 'id',
          in: 'path',
          required: true,
          description: 'The id.',
          schema: {
            type: 'string',
            minLength: 1,
            maxLength: 128,
            pattern: oneLinePattern,
          },
        },
      ],
    );
    expect(plain).toHaveProperty(['paths', '/v1/preferences/{email}', 'get', 'parameters', '0', 'schema'], {
      type: 'string',
      maxLength: 320,
      format: 'email',
    });
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

  test('says in words which scope a key needs', () => {
    const description = (path: string, method: string) => ['paths', path, method, 'description'];
    expect(plain).toHaveProperty(
      description('/v1/emails', 'post'),
      expect.stringContaining('Takes a key with the scope `send`.'),
    );
    expect(plain).toHaveProperty(
      description('/v1/templates', 'get'),
      'Takes a key with the scope `templates` or `read`.',
    );
  });

  test('sorts operations under headings that say what they are for', () => {
    const { tags } = whole;
    expect(tags.map(({ name }) => name)).toEqual([...new Set(tags.map(({ name }) => name))]);
    for (const { description } of tags) expect(description).not.toBe('');
    for (const operation of operationsOf(whole)) {
      expect(tags.map(({ name }) => name)).toContain(operation.tags[0]);
    }
  });

  test('has the ETag of a draft where one is given, and If-Match where it is taken', () => {
    expect(plain).toHaveProperty(
      ['paths', '/v1/templates/{name}', 'get', 'responses', '200', 'headers', 'etag'],
      expect.objectContaining({ schema: { type: 'string' } }),
    );
    expect(plain).toHaveProperty(
      ['paths', '/v1/templates/{name}/draft', 'put', 'parameters', '1'],
      expect.objectContaining({ name: 'if-match', in: 'header', required: false }),
    );
  });

  test('asks for a body only where the route can not do without', () => {
    const isRequired = ([path, method]: [string, string]) =>
      whole.paths[path]?.[method]?.requestBody?.required;
    expect(isRequired(['/v1/emails', 'post'])).toBe(true);
    expect(isRequired(['/v1/suppressions/import', 'post'])).toBe(true);
    expect(isRequired(['/v1/templates/{name}/preview', 'post'])).toBe(false);
    expect(isRequired(['/v1/emails/{id}/cancel', 'post'])).toBeUndefined();
  });

  test('tells that HEAD answers like GET', () => {
    expect(plain).toHaveProperty(['info', 'description'], expect.stringContaining('HEAD'));
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
    Object.entries(route.answers).flatMap(([status, answer]) =>
      'schema' in answer ? [{ name: `${name} ${status}`, answer }] : [],
    ),
  );
  test.each(answers)('of what $name answers is what it answers', ({ answer }) => {
    expect(answer.schema.safeParse(answer.example).error?.issues ?? []).toEqual([]);
  });

  test('is there for every route that needs a body with something in it', () => {
    const lacking = named.filter(({ route }) => {
      const body = route.documentedBody ?? route.body;
      return body !== undefined && !body.safeParse({}).success && route.bodyExample === undefined;
    });
    expect(lacking.map(({ name }) => name)).toEqual([]);
  });
});

describe('The errors of', () => {
  const statusesOf = (path: string, method: string) =>
    Object.keys(whole.paths[path]?.[method]?.responses ?? {}).filter((status) => !status.startsWith('2'));

  test('a route that sends are those of its guards, its own, and those of the platform', () => {
    expect(statusesOf('/v1/emails', 'post')).toEqual([
      '400',
      '401',
      '403',
      '413',
      '415',
      '422',
      '429',
      '500',
      'default',
    ]);
  });

  test('a route that reads are those of its key, its parameters and its id', () => {
    expect(statusesOf('/v1/emails/{id}', 'get')).toEqual([
      '401',
      '403',
      '404',
      '422',
      '429',
      '500',
      'default',
    ]);
  });

  test('a route that expects no body tell that one is refused', () => {
    expect(statusesOf('/v1/templates/{name}/archive', 'post')).toEqual([
      '400',
      '401',
      '403',
      '404',
      '409',
      '413',
      '415',
      '422',
      '429',
      '500',
      'default',
    ]);
  });

  test('a page for people are pages, and our own failure', () => {
    expect(statusesOf('/u/{token}', 'post')).toEqual(['404', '410', '429', '500', 'default']);
    expect(whole.paths['/u/{token}']?.['post']?.responses['404']?.content).toHaveProperty('text/html');
  });

  test('every route include that there are too many requests, our own failure and any other', () => {
    for (const { responses } of operationsOf(whole)) {
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(['429', '500', 'default']));
    }
  });

  test('a publication hold the findings of the lint', () => {
    expect(plain).toHaveProperty(
      [
        'paths',
        '/v1/templates/{name}/publish',
        'post',
        'responses',
        '422',
        'content',
        'application/problem+json',
        'schema',
      ],
      { $ref: '#/components/schemas/PublishProblem' },
    );
  });

  test('each code are shown by an example', () => {
    expect(Object.keys(whole.components.examples)).toEqual(Object.keys(errorCodes));
  });
});

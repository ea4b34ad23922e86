import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { ServiceError } from '../../functions/platform/errors.ts';
import { bind, type HttpAnswer, type HttpInput } from '../../functions/platform/http.ts';
import { defineRoute } from '../../functions/platform/route.ts';
import { caller, problemOf, type Request, serve, silentLogger } from './http-fixture.ts';

const makeThing = defineRoute({
  method: 'POST',
  path: '/v1/things',
  operationId: 'makeThing',
  tag: { name: 'Things', description: 'Of this test.' },
  summary: 'Make a thing',
  scope: 'send',
  params: z.strictObject({ id: z.string().max(5).optional() }),
  headers: z.object({ 'idempotency-key': z.string().min(1).max(10).optional() }),
  query: z.strictObject({ dryRun: z.enum(['yes', 'no']).optional() }),
  body: z.strictObject({
    name: z.string().min(2),
    'a/b~c': z.number().optional(),
    owner: z.strictObject({ email: z.string() }).optional(),
    parts: z
      .array(
        z.strictObject({
          weight: z.int().refine((weight) => weight > 0, {
            error: 'Must weigh something.',
            params: { code: 'weightless' },
          }),
        }),
      )
      .optional(),
  }),
  answers: { 201: { description: 'Made' } },
  errors: [],
});
type Input = HttpInput<z.infer<typeof makeThing.body & z.ZodType>, unknown, unknown>;

const key = { authorization: 'Bearer good' };
const made = (answer: (input: Input) => Promise<HttpAnswer> = () => Promise.resolve({ status: 201 })) =>
  serve([bind(makeThing, answer)]);
const post = (body: unknown, more: Pick<Request, 'query' | 'headers' | 'params'> = {}) =>
  made()({ ...more, headers: { ...key, ...more.headers }, body: JSON.stringify(body) });

describe('A request that passes every check', () => {
  test('reaches its function with all it carries', async () => {
    let seen: Input | undefined;
    const answer = await made((input) => {
      seen = input;
      return Promise.resolve({ status: 201, body: { id: 't1' }, headers: { location: '/v1/things/t1' } });
    })({
      headers: { ...key, 'x-forwarded-proto': 'https' },
      query: { dryRun: 'no' },
      params: { id: 'a b' },
      body: '{"name":"bolt"}',
    });
    expect(seen).toMatchObject({
      body: { name: 'bolt' },
      query: { dryRun: 'no' },
      params: { id: 'a b' },
      caller,
      origin: 'https://mail.example.com',
    });
    expect(answer).toEqual({
      statusCode: 201,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store', location: '/v1/things/t1' },
      body: '{"id":"t1"}',
    });
  });

  test('may come in base64, as API Gateway hands over what it takes for binary', async () => {
    const answer = await made((input) => Promise.resolve({ status: 201, body: input.body }))({
      headers: key,
      body: Buffer.from('{"name":"Bölt"}').toString('base64'),
      base64: true,
    });
    expect(answer.body).toBe('{"name":"Bölt"}');
  });

  test('is answered with a page as it is', async () => {
    const answer = await made(() =>
      Promise.resolve({ status: 200, headers: { 'content-type': 'text/html' }, body: '<p>Hi</p>' }),
    )({ headers: key, body: '{"name":"bolt"}' });
    expect(answer).toMatchObject({ headers: { 'content-type': 'text/html' }, body: '<p>Hi</p>' });
  });

  test('of a public route needs no key', async () => {
    const open = defineRoute({ ...makeThing, scope: null });
    const answer = await serve([
      bind(open, ({ caller: who }) => Promise.resolve({ status: 200, body: { who } })),
    ])({
      body: '{"name":"bolt"}',
    });
    expect(answer).toMatchObject({ statusCode: 200, body: '{}' });
  });
});

describe('A problem', () => {
  test('is problem+json with type, title, status, code, detail, instance and requestId', async () => {
    const answer = await made()({ routeKey: '$default', method: 'PATCH', path: '/v1/nothing' });
    expect(answer.statusCode).toBe(404);
    expect(answer.headers).toEqual({
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
    });
    expect(problemOf(answer)).toEqual({
      type: 'urn:outbound-email:error:not_found',
      title: 'Nothing is here',
      status: 404,
      code: 'not_found',
      detail: 'No route answers PATCH /v1/nothing.',
      instance: '/v1/nothing',
      requestId: 'request-1',
    });
  });

  test('without a valid key is 401 and says how to send one', async () => {
    const answer = await made()({ headers: { authorization: 'Bearer bad' }, body: '{"name":"bolt"}' });
    expect(answer.headers).toMatchObject({ 'www-authenticate': 'Bearer' });
    expect(problemOf(answer)).toMatchObject({ status: 401, code: 'unauthorized' });
  });

  test('of the key comes before all others', async () => {
    expect(problemOf(await made()({ body: '{' }))).toMatchObject({ code: 'unauthorized' });
  });

  test.each([
    { name: 'cut off', body: '{"name":' },
    { name: 'with a comma too many', body: '{"name":"bolt",}' },
    { name: 'a form', body: 'name=bolt' },
    { name: 'a space', body: ' ' },
  ])('of a body that is $name is 400', async ({ body }) => {
    const problem = problemOf(await made()({ headers: key, body }));
    expect(problem).toMatchObject({ status: 400, code: 'bad_json' });
    expect(problem.detail).toMatch(/^The body is not valid JSON: ./);
    expect(problem.errors).toBeUndefined();
  });

  const limit = 4 * 1024 * 1024;
  test.each([
    { name: 'one byte over the limit', body: `"${'a'.repeat(limit - 1)}"`, bytes: limit + 1 },
    {
      name: 'over the limit in bytes, though not in characters',
      body: `"${'ä'.repeat(limit / 2)}"`,
      bytes: limit + 2,
    },
  ])('of a body $name is 413', async ({ body, bytes }) => {
    expect(problemOf(await made()({ headers: key, body }))).toMatchObject({
      status: 413,
      code: 'body_too_large',
      detail: `The body has ${bytes} bytes; at most 4194304 are allowed.`,
    });
  });

  test('is not that a body has just the limit', async () => {
    const body = `{"name":"${'a'.repeat(limit - 11)}"}`;
    expect(Buffer.byteLength(body)).toBe(limit);
    expect(await made()({ headers: key, body })).toMatchObject({ statusCode: 201 });
  });
});

describe('A request with faults is 422', () => {
  test('when it is nested deeper than could be kept', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(problemOf(await made()({ headers: key, body: deep }))).toMatchObject({
      status: 422,
      errors: [{ pointer: '', code: 'too_deep' }],
    });
  });

  test('and tells no more of them than anybody reads', async () => {
    const { errors, detail } = problemOf(await post({ name: 'ab', parts: Array(5000).fill({ weight: 0 }) }));
    expect(errors).toHaveLength(200);
    expect(detail).toContain('5000 faults');
  });

  test('and lists them all at once, by JSON pointer', async () => {
    const answer = await post(
      {
        name: 'x',
        owner: { email: 5, mail: 'x' },
        parts: [{ weight: 1 }, { weight: 0 }, {}],
        'a/b~c': 'text',
        colour: 'red',
      },
      {
        query: { dryRun: 'maybe' },
        params: { id: 'too long' },
        headers: { 'idempotency-key': 'much too long' },
      },
    );
    const problem = problemOf(answer);
    expect(problem).toMatchObject({
      status: 422,
      code: 'invalid',
      detail: 'The request has 10 faults; see errors.',
    });
    expect(problem.errors?.map(({ pointer, code }) => `${pointer} ${code}`).sort()).toEqual([
      '/a~1b~0c invalid_type',
      '/colour unknown_field',
      '/headers/idempotency-key too_big',
      '/id too_big',
      '/name too_small',
      '/owner/email invalid_type',
      '/owner/mail unknown_field',
      '/parts/1/weight weightless',
      '/parts/2/weight missing',
      '/query/dryRun invalid_value',
    ]);
  });

  test.each([
    {
      name: 'a missing field',
      body: {},
      fault: { pointer: '/name', code: 'missing', detail: 'This field is required.' },
    },
    {
      name: 'an unknown field',
      body: { name: 'bolt', color: 'red' },
      fault: {
        pointer: '/color',
        code: 'unknown_field',
        detail: '"color" is not a field here; there are name, a/b~c, owner, and parts.',
      },
    },
    {
      name: 'an unknown field whose name needs escaping',
      body: { name: 'bolt', 'x/y~z': 1 },
      fault: {
        pointer: '/x~1y~0z',
        code: 'unknown_field',
        detail: '"x/y~z" is not a field here; there are name, a/b~c, owner, and parts.',
      },
    },
    {
      name: 'a rule of our own',
      body: { name: 'bolt', parts: [{ weight: 0 }] },
      fault: { pointer: '/parts/0/weight', code: 'weightless', detail: 'Must weigh something.' },
    },
    {
      name: 'a list instead of an object',
      body: [],
      fault: { pointer: '', code: 'invalid_type', detail: 'Must be an object; it is a list.' },
    },
  ])('with $name', async ({ body, fault }) => {
    const problem = problemOf(await post(body));
    expect(problem.errors).toEqual([fault]);
    expect(problem.detail).toBe(fault.pointer === '' ? fault.detail : `${fault.pointer}: ${fault.detail}`);
  });

  test('when there is no body at all, as if it were empty', async () => {
    expect(problemOf(await made()({ headers: key })).errors).toEqual([
      { pointer: '/name', code: 'missing', detail: 'This field is required.' },
    ]);
  });
});

describe('An error', () => {
  test('that the caller may know leaves with its code and words', async () => {
    const answer = await made(() => Promise.reject(new ServiceError('wrong_state', 'It was sent already.')))({
      headers: key,
      body: '{"name":"bolt"}',
    });
    expect(problemOf(answer)).toMatchObject({
      status: 409,
      code: 'wrong_state',
      detail: 'It was sent already.',
    });
  });

  test.each([
    { name: 'an Error', thrown: new Error('password hunter2 at db.internal:5432') },
    { name: 'a TypeError', thrown: new TypeError('hunter2 is not a function') },
    {
      name: 'one with a status',
      thrown: Object.assign(new Error('hunter2'), { statusCode: 418, expose: true }),
    },
  ])('inside ($name) reveals nothing but the requestId, and is in the log', async ({ thrown }) => {
    const logger = silentLogger();
    const logged = vi.spyOn(logger, 'error').mockImplementation(() => undefined);
    const answer = await serve(
      [bind(makeThing, () => Promise.reject(thrown))],
      logger,
    )({
      headers: key,
      body: '{"name":"bolt"}',
    });
    expect(problemOf(answer)).toEqual({
      type: 'urn:outbound-email:error:internal',
      title: 'Something went wrong on our side',
      status: 500,
      code: 'internal',
      detail: 'Please try again; if it stays, tell us the requestId.',
      instance: '/v1/things',
      requestId: 'request-1',
    });
    expect(JSON.stringify(answer)).not.toContain('hunter2');
    expect(logged).toHaveBeenCalledExactlyOnceWith('Request failed', {
      error: thrown,
      route: 'POST /v1/things',
    });
  });

  test('of the caller is no error in the log', async () => {
    const logger = silentLogger();
    const logged = vi.spyOn(logger, 'error');
    await serve(
      [bind(makeThing, () => Promise.resolve({ status: 201 }))],
      logger,
    )({ headers: key, body: '{' });
    expect(logged).not.toHaveBeenCalled();
  });
});

describe('What a route does not declare', () => {
  const bare = defineRoute({
    method: 'DELETE',
    path: '/v1/things',
    operationId: 'dropThings',
    tag: { name: 'Things', description: 'Of this test.' },
    summary: 'Drop things',
    scope: 'send',
    answers: { 204: { description: 'Dropped' } },
    errors: [],
  });
  const drop = (request: Request) => {
    let dropped = false;
    const run = serve([
      bind(bare, () => {
        dropped = true;
        return Promise.resolve({ status: 204 });
      }),
    ]);
    return run({ method: 'DELETE', headers: key, ...request }).then((answer) => ({ answer, dropped }));
  };

  test('is not taken: a query parameter stops it', async () => {
    const { answer, dropped } = await drop({ query: { dryRun: 'true' } });
    expect(dropped).toBe(false);
    expect(problemOf(answer).errors).toEqual([
      { pointer: '/query/dryRun', code: 'unknown_field', detail: '"dryRun" is not a field here.' },
    ]);
  });

  test.each([
    { body: '{"dryRun":true}', code: 'invalid' },
    { body: '{{{', code: 'bad_json' },
    { body: '[]', code: 'invalid' },
  ])('is not taken: the body $body stops it', async ({ body, code }) => {
    const { answer, dropped } = await drop({ body });
    expect(dropped).toBe(false);
    expect(problemOf(answer).code).toBe(code);
  });

  test('may be said to be nothing', async () => {
    expect((await drop({ body: '{}' })).dropped).toBe(true);
  });

  test('is taken where mail clients add to links', async () => {
    const link = defineRoute({ ...bare, scope: null, takesExtras: true });
    const run = serve([bind(link, () => Promise.resolve({ status: 204 }))]);
    const answer = await run({ method: 'DELETE', query: { utm_source: 'mail' }, body: 'List-Unsubscribe' });
    expect(answer.statusCode).toBe(204);
  });
});

describe('HEAD', () => {
  const show = defineRoute({ ...makeThing, method: 'GET', body: z.strictObject({}) });
  const head = (request: Request = {}) =>
    serve([bind(show, () => Promise.resolve({ status: 200, body: { id: 't1' }, headers: { etag: '"1"' } }))])(
      {
        method: 'HEAD',
        headers: key,
        ...request,
      },
    );

  test('answers like GET without the content', async () => {
    expect(await head()).toMatchObject({ statusCode: 200, headers: { etag: '"1"' }, body: '' });
  });

  test('passes the same checks', async () => {
    expect(await head({ headers: {} })).toMatchObject({
      statusCode: 401,
      body: expect.any(String) as string,
    });
  });
});

describe('A body that could not be kept or read as it was sent', () => {
  test.each(['gzip', 'br', 'GZIP', 'zstd'])('in the coding %s is 415 and names it', async (coding) => {
    const answer = await made()({ headers: { ...key, 'content-encoding': coding }, body: 'H4sIAAAA' });
    expect(problemOf(answer)).toMatchObject({ status: 415, code: 'unsupported_media_type' });
    expect(problemOf(answer).detail).toContain(`"${coding.toLowerCase()}"`);
  });

  test('in Latin-1 is 400', async () => {
    const body = Buffer.from('{"name":"Grüße"}', 'latin1').toString('base64');
    expect(problemOf(await made()({ headers: key, body, base64: true }))).toMatchObject({
      code: 'bad_json',
      detail: 'The body is not UTF-8',
    });
  });

  test('but with a byte order mark is read', async () => {
    expect(await made()({ headers: key, body: '\ufeff{"name":"bolt"}' })).toMatchObject({ statusCode: 201 });
  });

  test.each(['1e400', '-1e400', '9007199254740993', '1e-131', '1e20'])(
    'has the number %s told by pointer, beside its other faults',
    async (number) => {
      const { errors } = problemOf(
        await made()({ headers: key, body: `{"name":"x","a/b~c":${number}}`, query: { other: 'x' } }),
      );
      expect(errors?.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual(
        expect.arrayContaining([
          '/a~1b~0c number_out_of_range',
          '/name too_small',
          '/query/other unknown_field',
        ]),
      );
    },
  );

  test.each(['0', '-0', '1e-130', '9007199254740991', '-9007199254740991', '0.1'])(
    'may hold the number %s',
    async (number) => {
      const answer = await made()({ headers: key, body: `{"name":"bolt","a/b~c":${number}}` });
      expect(answer.statusCode).toBe(201);
    },
  );

  test('has a field named __proto__ told, which would be lost', async () => {
    const { errors } = problemOf(
      await made()({ headers: key, body: '{"name":"bolt","owner":{"email":"x","__proto__":{}}}' }),
    );
    expect(errors).toContainEqual({
      pointer: '/owner/__proto__',
      code: 'unknown_field',
      detail: 'No field may have this name.',
    });
  });

  test.each([
    Object.assign(new Error('One or more parameter values were invalid'), { name: 'ValidationException' }),
    new Error('Special numeric value Infinity is not allowed'),
  ])('and is only found out by the store is 422, and in the log', async (thrown) => {
    const logger = silentLogger();
    const logged = vi.spyOn(logger, 'error').mockImplementation(() => undefined);
    const run = serve([bind(makeThing, () => Promise.reject(thrown))], logger);
    const problem = problemOf(await run({ headers: key, body: '{"name":"bolt"}' }));
    expect(problem).toMatchObject({ status: 422, code: 'invalid' });
    expect(logged).toHaveBeenCalledOnce();
  });
});

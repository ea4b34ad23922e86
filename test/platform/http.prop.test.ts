import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { bind } from '../../functions/platform/http.ts';
import { defineRoute } from '../../functions/platform/route.ts';
import { problemOf, serve } from './http-fixture.ts';

const echo = defineRoute({
  method: 'POST',
  path: '/v1/things',
  operationId: 'echo',
  tag: { name: 'Things', description: 'Of this test.' },
  summary: 'Echo',
  scope: null,
  body: z.strictObject({ name: z.string(), tags: z.array(z.string()).max(3).optional() }),
  answers: { 200: { description: 'Echo' } },
  errors: [],
});
const call = serve([bind(echo, ({ body }) => Promise.resolve({ status: 200, body }))]);

test('any body is answered: taken, not JSON, or with faults that point into it', async () => {
  const body = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.record({ name: fc.anything(), tags: fc.anything() }).map((value) => JSON.stringify(value)),
    fc
      .record({ name: fc.string(), tags: fc.array(fc.string(), { maxLength: 4 }) })
      .map((value) => JSON.stringify(value)),
  );
  await fc.assert(
    fc.asyncProperty(body, async (text) => {
      const answer = await call({ body: text });
      expect([200, 400, 422]).toContain(answer.statusCode);
      const problem = answer.statusCode === 200 ? undefined : problemOf(answer);
      for (const fault of problem?.errors ?? []) expect(fault.pointer).toMatch(/^(\/([^/~]|~0|~1)*)*$/s);
    }),
    { numRuns: 300 },
  );
});

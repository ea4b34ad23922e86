import { describe, expect, test } from 'vitest';
import { OWN_SOURCE } from '../../functions/bus/bus.ts';
import type { EventIn, EventOut } from '../../functions/bus/documented-event.ts';
import { collectSchemas } from '../../functions/openapi/schemas.ts';
import { allEvents } from '../../lib/all-events.ts';
import { buildTestStacks } from '../lib/stacks.ts';
import { documentSchema, reachable } from '../openapi/walk.ts';
import * as z from 'zod';

const events = await allEvents();
const ins = events.filter((event): event is EventIn => event.direction === 'in');
const outs = events.filter((event): event is EventOut => event.direction === 'out');
const stacks = buildTestStacks();

const patternSchema = z.object({
  source: z.array(z.union([z.string(), z.object({ 'anything-but': z.array(z.string()) })])),
  'detail-type': z.array(z.string()),
});
const patterns = stacks
  .all('AWS::Events::Rule')
  .flatMap(({ Properties }) => patternSchema.safeParse(Properties['EventPattern']).data ?? []);
const taken = (isOwn: boolean): Set<string> =>
  new Set(
    patterns
      .filter(({ source }) => source.includes(OWN_SOURCE) === isOwn)
      .flatMap((pattern) => pattern['detail-type']),
  );

describe('The events that rooms declare', () => {
  test('are those that they take from others, no more and no fewer', () => {
    expect(ins.map(({ type }) => type).sort()).toEqual([...taken(false)].sort());
  });

  test('have all that rooms tell each other', () => {
    const known = new Set<string>(outs.map(({ type }) => type));
    // Nobody sends it yet: the service takes no replies in.
    expect([...taken(true)].filter((type) => !known.has(type))).toEqual(['email.replied']);
  });

  test('are declared once each', () => {
    const keys = events.map(({ type, direction }) => `${type} ${direction}`);
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
  });

  test.each(ins)('show $type by a sample that is taken whole', ({ payload, example }) => {
    const { id, ...told } = example;
    expect(id).not.toBe('');
    expect(payload.safeParse(told).error?.issues ?? []).toEqual([]);
  });

  test.each(outs)(
    'show $type by a sample of its form, and name fields that it has',
    ({ detail, example, sameBy }) => {
      expect(z.strictObject(detail.shape).safeParse(example).error?.issues ?? []).toEqual([]);
      for (const field of sameBy) expect(Object.keys(detail.shape)).toContain(field);
    },
  );

  test('say of each field what it is', () => {
    const payloads = ins.map(({ payload }) => payload);
    const details = outs.map(({ detail }) => detail);
    const collected = collectSchemas(payloads, details);
    const components = documentSchema.shape.components.parse({ schemas: collected.components, examples: {} });
    const roots = [
      ...ins.map(({ type, payload }): [string, z.core.JSONSchema.BaseSchema] => [
        type,
        collected.of(payload, 'request'),
      ]),
      ...outs.map(({ type, detail }): [string, z.core.JSONSchema.BaseSchema] => [
        type,
        collected.of(detail, 'answer'),
      ]),
    ];
    const document = documentSchema.parse({ tags: [], paths: {}, components });
    const silent = reachable(roots, document).flatMap(([at, schema]) =>
      Object.entries(z.record(z.string(), z.looseObject({})).parse(schema['properties'] ?? {}))
        .filter(([, field]) => typeof field['description'] !== 'string')
        .map(([name]) => `${at}/${name}`),
    );
    expect(silent).toEqual([]);
  });
});

test('The name of the bus is told by a deployment', () => {
  const output = stacks.outputs.find(({ name }) => name === 'BusName');
  expect(output?.value).toMatchObject({ Value: { Ref: expect.stringMatching(/^Bus/) as string } });
  expect(stacks.all('AWS::Events::EventBus').map(({ Properties }) => Properties['Name'])).toEqual([
    'outbound-email-dev-bus',
  ]);
});

import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { openApiDocument } from '../../functions/openapi/document.ts';
import { collectSchemas } from '../../functions/openapi/schemas.ts';
import { allRoutes } from '../../lib/all-routes.ts';
import {
  answerSchemas,
  answersOf,
  documentSchema,
  nameIn,
  operationsOf,
  reachable,
  requestSchemas,
  schemasIn,
} from './walk.ts';

const document = documentSchema.parse(openApiDocument(await allRoutes()));
const { schemas } = document.components;
const named = Object.entries(schemas).flatMap(([name, schema]) => [...schemasIn(schema, name)]);
const requests = reachable(requestSchemas(document), document);
const answers = reachable(answerSchemas(document), document);
const all = new Map([...named, ...requests, ...answers]);
const placesOf = (places: Iterable<[string, unknown]>): string[] => [...places].map(([at]) => at);

describe('Each thing has one name in the document:', () => {
  test.each([
    ['Email', 'EmailPage', 'EmailState', 'EmailRequest', 'EmailBatch', 'EmailContent', 'TimelineEntry'],
    ['Template', 'TemplatePage', 'TemplateSummary', 'TemplateDraft', 'TemplateVersion', 'Finding', 'Preview'],
    ['Conversation', 'ConversationState', 'Person', 'Rep', 'RepRequest', 'RepPage', 'Team', 'TeamRequest'],
    ['Preferences', 'PreferencesPatch', 'Consent', 'Suppression', 'SuppressionPage', 'RecipientExport'],
    ['Overview', 'Deliverability', 'Problem', 'PublishProblem', 'Fault', 'Category', 'Reason', 'EmailStatus'],
  ])('%s, %s, %s, %s and others stay, for clients call their types so', (...names) => {
    expect(names.filter((name) => !(name in schemas))).toEqual([]);
  });

  test('what a body is, on the way in and on the way out', () => {
    const json = [
      ...operationsOf(document).flatMap(({ operationId, requestBody }) =>
        Object.entries(requestBody?.content ?? {}).map(([contentType, { schema }]) => ({
          at: operationId,
          contentType,
          schema,
        })),
      ),
      ...answersOf(document).map(({ operationId, ...answer }) => ({ at: operationId, ...answer })),
    ].filter(({ contentType }) => /\bjson$/.test(contentType));
    expect(json.length).toBeGreaterThan(100);
    expect(json.filter(({ schema }) => nameIn(schema) === undefined).map(({ at }) => at)).toEqual([]);
  });

  test('no name is made up, and none is there for nothing', () => {
    expect(Object.keys(schemas).filter((name) => !/^[A-Z][A-Za-z]+$/.test(name))).toEqual([]);
    const used = new Set([...requests, ...answers].flatMap(([, schema]) => nameIn(schema) ?? []));
    expect(Object.keys(schemas).filter((name) => !used.has(name))).toEqual([]);
  });

  test('no large object without a name stands twice', () => {
    const large = [...all].filter(
      ([at, { properties }]) => at.includes('/') && Object.keys(properties ?? {}).length > 6,
    );
    const texts = large.map(([, schema]) => JSON.stringify(schema));
    expect(placesOf(large.filter(([, schema], i) => texts.indexOf(JSON.stringify(schema)) !== i))).toEqual(
      [],
    );
  });

  test('no enumeration of more than three words stands twice', () => {
    const lists = [...all].filter(([, schema]) => Array.isArray(schema['enum']) && schema['enum'].length > 3);
    const texts = lists.map(([, schema]) => JSON.stringify(schema['enum']));
    expect(placesOf(lists.filter((_list, i) => texts.indexOf(texts[i] ?? '') !== i))).toEqual([]);
  });
});

describe('Every schema', () => {
  const says = ['type', '$ref', 'anyOf', 'oneOf', 'allOf', 'const', 'enum'];
  test('says which type it has, or that it has any', () => {
    const untyped = [...all].filter(([, schema]) => !says.some((key) => key in schema));
    const isMeant = z.looseObject({ description: z.string().startsWith('Any JSON value') });
    expect(placesOf(untyped.filter(([, schema]) => !isMeant.safeParse(schema).success))).toEqual([]);
  });
});

describe('What may be in an object:', () => {
  test('a request has no more than what is declared, as the guards see it', () => {
    const closed = requests.filter(([, { type }]) => type === 'object');
    expect(closed.length).toBeGreaterThan(20);
    expect(placesOf(closed.filter(([, schema]) => schema['additionalProperties'] === undefined))).toEqual([]);
  });

  test('an answer may grow by fields without breaking its clients', () => {
    expect(placesOf(answers.filter(([, schema]) => schema['additionalProperties'] === false))).toEqual([]);
  });

  test('a field with a default may be left out of requests, and is in every answer', () => {
    expect(schemas['RepRequest']).toMatchObject({ required: ['name', 'email', 'timezone'] });
    expect(schemas['Rep']).toMatchObject({
      required: expect.arrayContaining(['workingHours', 'absences', 'alerts', 'digest']) as unknown,
    });
  });
});

describe('Every request', () => {
  test('has each of its fields described', () => {
    const fields = requests.flatMap(([at, schema]) =>
      Object.entries(z.record(z.string(), z.looseObject({})).parse(schema['properties'] ?? {})).map(
        ([name, field]) => ({ at: `${at}/${name}`, field }),
      ),
    );
    expect(fields.length).toBeGreaterThan(120);
    const silent = fields.filter(({ field }) => typeof field['description'] !== 'string');
    expect(silent.map(({ at }) => at)).toEqual([]);
  });

  test('has each of its parameters described, and those of the path required', () => {
    const parameters = operationsOf(document).flatMap((operation) => operation.parameters);
    expect(parameters.filter(({ description = '' }) => description === '').map(({ name }) => name)).toEqual(
      [],
    );
    expect(parameters.filter((one) => one.in === 'path' && !one.required)).toEqual([]);
  });
});

describe('Every answer', () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'openapi', components: document.components });
  const cases = answersOf(document).map((answer) => ({
    name: `${answer.operationId} ${answer.status} ${answer.contentType}`,
    answer,
  }));

  test.each(cases)('of $name has an example that it takes', ({ answer }) => {
    const texts = JSON.stringify(answer.schema).replaceAll('"#/', '"openapi#/');
    const validate = ajv.compile(z.looseObject({}).parse(JSON.parse(texts)));
    const examples = Object.values(answer.examples ?? {}).map(
      ({ $ref }) => document.components.examples[$ref.split('/').at(-1) ?? '']?.value,
    );
    if ('example' in answer) examples.push(answer.example);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      validate(example);
      expect(validate.errors ?? []).toEqual([]);
    }
  });
});

describe('A name', () => {
  const item = z.strictObject({ count: z.int().default(1) }).meta({ id: 'Item' });

  test('that is used in one direction only is what its schema is called', () => {
    expect(Object.keys(collectSchemas([item], []).components)).toEqual(['Item']);
    expect(collectSchemas([item], []).of(item, 'request')).toEqual({ $ref: '#/components/schemas/Item' });
  });

  test('stands twice where requests and answers differ, and so does whoever refers to it', () => {
    const list = z.array(item).meta({ id: 'List' });
    const { components, of } = collectSchemas([list], [list]);
    expect(Object.keys(components)).toEqual(['Item', 'ItemInput', 'List', 'ListInput']);
    expect(components['ListInput']).toEqual({
      type: 'array',
      items: { $ref: '#/components/schemas/ItemInput' },
    });
    expect(of(list, 'answer')).toEqual({ $ref: '#/components/schemas/List' });
    expect(of(list, 'request')).toEqual({ $ref: '#/components/schemas/ListInput' });
  });

  test('stands once where they agree', () => {
    const word = z.enum(['a', 'b']).meta({ id: 'Word' });
    expect(Object.keys(collectSchemas([word], [word]).components)).toEqual(['Word']);
  });

  test('of two different schemas is refused', () => {
    const other = z.strictObject({ name: z.string() }).meta({ id: 'Item' });
    expect(() => collectSchemas([item, other], [])).toThrow('Item');
    const taken = z.object({ name: z.string() }).meta({ id: 'ItemInput' });
    expect(() => collectSchemas([item], [item, taken])).toThrow('Two schemas are called ItemInput');
  });
});

import * as z from 'zod';

export type Json = Record<string, unknown>;

/** Who writes a value: callers in requests, the service in answers. */
type Direction = 'request' | 'answer';

/** The JSON Schema of what the routes take and give, with each named schema in one place. */
export interface Schemas {
  of: (schema: z.ZodType, direction: Direction) => Json;
  /** Named schemas, for `components/schemas`. */
  components: Json;
}

const recordSchema = z.record(z.string(), z.unknown());
const convertedSchema = z.object({
  properties: z.record(z.string(), recordSchema).default({}),
  $defs: z.record(z.string(), recordSchema).default({}),
});

/** Converts in one go what is used in one direction, so that each schema is looked at once. */
const convert = (schemas: readonly z.ZodType[], direction: Direction) => {
  const distinct = [...new Set(schemas)];
  const whole = z.object(Object.fromEntries(distinct.map((schema, i) => [i, schema])));
  const { properties, $defs } = convertedSchema.parse(
    z.toJSONSchema(whole, {
      io: direction === 'request' ? 'input' : 'output',
      override: ({ jsonSchema }) => {
        plain(jsonSchema);
        if (direction === 'answer') open(jsonSchema);
        // Clients' generators take a field with a default for one that must be given; descriptions say it.
        else delete jsonSchema.default;
      },
    }),
  );
  return { $defs, bySchema: new Map(distinct.map((schema, i) => [schema, properties[i] ?? {}])) };
};

/** Without what says nothing, and the patterns of dates and times: tools make types of their own of those. */
const plain = (json: z.core.JSONSchema.BaseSchema): void => {
  if (JSON.stringify(json.propertyNames) === '{"type":"string"}') delete json.propertyNames;
  if (['date-time', 'date', 'time'].includes(json.format ?? '')) delete json.pattern;
};

/** Requests are closed, as their guards are; answers grow by new fields, and nobody's client breaks. */
const open = (json: z.core.JSONSchema.BaseSchema): void => {
  if (json.additionalProperties === false) delete json.additionalProperties;
  delete json.propertyNames;
  if (json.minimum === Number.MIN_SAFE_INTEGER) delete json.minimum;
  if (json.maximum === Number.MAX_SAFE_INTEGER) delete json.maximum;
};

const REFERENCE = /"#\/\$defs\/([^"]+)"/g;

/** Names whose requests differ from their answers; so do those that refer to one of them. */
const namesOfTwo = (requests: Record<string, Json>, answers: Record<string, Json>): Set<string> => {
  const texts = Object.entries(requests).flatMap(([name, json]): [string, string][] =>
    name in answers ? [[name, JSON.stringify(json)]] : [],
  );
  const two = new Set(texts.flatMap(([name, text]) => (text === JSON.stringify(answers[name]) ? [] : name)));
  for (let known = -1; known < two.size;) {
    known = two.size;
    for (const [name, text] of texts) {
      if ([...text.matchAll(REFERENCE)].some(([, other = '']) => two.has(other))) two.add(name);
    }
  }
  return two;
};

/**
 * Collects the schemas of requests and answers. A name (`.meta({ id })`) that has two forms stands twice: that of
 * requests ends in `Input`. @throws Error when two schemas of different form have one name.
 */
export const collectSchemas = (requests: readonly z.ZodType[], answers: readonly z.ZodType[]): Schemas => {
  const converted = { request: convert(requests, 'request'), answer: convert(answers, 'answer') };
  const two = namesOfTwo(converted.request.$defs, converted.answer.$defs);
  const nameOf = (name: string, direction: Direction): string =>
    direction === 'request' && two.has(name) ? `${name}Input` : name;
  const linked = (json: Json, direction: Direction): Json =>
    recordSchema.parse(
      JSON.parse(
        JSON.stringify(json).replace(
          REFERENCE,
          (_text, name: string) => `"#/components/schemas/${nameOf(name, direction)}"`,
        ),
      ),
    );
  const named = (direction: Direction): [string, Json][] =>
    Object.entries(converted[direction].$defs).map(([name, json]) => [
      nameOf(name, direction),
      linked(json, direction),
    ]);
  const components: Json = {};
  for (const [name, json] of [...named('answer'), ...named('request')]) {
    if (name in components && JSON.stringify(components[name]) !== JSON.stringify(json)) {
      throw new Error(`Two schemas are called ${name}`);
    }
    components[name] = json;
  }
  return {
    components: Object.fromEntries(Object.entries(components).sort(([a], [b]) => (a < b ? -1 : 1))),
    of: (schema, direction) => {
      const json = converted[direction].bySchema.get(schema);
      if (json === undefined) throw new Error('A schema that was not collected');
      return linked(json, direction);
    },
  };
};

import * as z from 'zod';

const schemaSchema = z.looseObject({});
export type JsonSchema = z.infer<typeof schemaSchema>;
const refSchema = z.string().regex(/^#\/components\/schemas\/[^/]+$/);
const mapSchema = z.record(z.string(), schemaSchema);

const mediaSchema = z.looseObject({
  schema: schemaSchema,
  example: z.unknown().optional(),
  examples: z.record(z.string(), z.object({ $ref: z.string() })).optional(),
});
const contentSchema = z.record(z.string(), mediaSchema);
const headerSchema = z.looseObject({ description: z.string(), schema: schemaSchema, example: z.unknown() });

export const documentSchema = z.looseObject({
  tags: z.array(z.object({ name: z.string(), description: z.string() })),
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.looseObject({
        operationId: z.string(),
        tags: z.array(z.string()),
        description: z.string(),
        parameters: z.array(
          z.looseObject({
            name: z.string(),
            in: z.enum(['path', 'query', 'header']),
            required: z.boolean(),
            description: z.string().optional(),
            schema: schemaSchema,
          }),
        ),
        requestBody: z.object({ required: z.boolean(), content: contentSchema }).optional(),
        responses: z.record(
          z.string(),
          z.looseObject({
            description: z.string(),
            headers: z.record(z.string(), headerSchema).optional(),
            content: contentSchema.optional(),
          }),
        ),
      }),
    ),
  ),
  components: z.looseObject({
    schemas: mapSchema,
    examples: z.record(z.string(), z.object({ summary: z.string(), value: z.unknown() })),
  }),
});
export type OpenApi = z.infer<typeof documentSchema>;

export const operationsOf = ({ paths }: OpenApi) =>
  Object.values(paths).flatMap((methods) => Object.values(methods));

/** The schemas that stand directly in another, by where. */
const childrenOf = (schema: JsonSchema): [string, JsonSchema][] => {
  const lists = ['anyOf', 'oneOf', 'allOf', 'prefixItems'].flatMap((key) =>
    z
      .array(schemaSchema)
      .parse(schema[key] ?? [])
      .map((child, i): [string, JsonSchema] => [`${key}/${i}`, child]),
  );
  const single = ['items', 'additionalProperties'].flatMap((key): [string, JsonSchema][] =>
    typeof schema[key] === 'object' ? [[key, schemaSchema.parse(schema[key])]] : [],
  );
  const properties = Object.entries(mapSchema.parse(schema['properties'] ?? {})).map(
    ([name, child]): [string, JsonSchema] => [`properties/${name}`, child],
  );
  return [...lists, ...single, ...properties];
};

/** A schema and all that stand in it, references not followed. */
export function* schemasIn(schema: JsonSchema, at: string): Generator<[string, JsonSchema]> {
  yield [at, schema];
  for (const [where, child] of childrenOf(schema)) yield* schemasIn(child, `${at}/${where}`);
}

/** The name that a schema refers to. */
export const nameIn = (schema: JsonSchema): string | undefined =>
  schema['$ref'] === undefined ? undefined : refSchema.parse(schema['$ref']).split('/').at(-1);

/** Everything that the given schemas are made of: themselves, and what they name. */
export const reachable = (roots: [string, JsonSchema][], { components }: OpenApi): [string, JsonSchema][] => {
  const found = new Map<string, JsonSchema>();
  const waiting = [...roots];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const [at, schema] of schemasIn(next[1], next[0])) {
      found.set(at, schema);
      const name = nameIn(schema);
      if (name !== undefined && !found.has(name)) waiting.push([name, components.schemas[name] ?? {}]);
    }
  }
  return [...found];
};

/** What callers write, by operation. */
export const requestSchemas = (document: OpenApi): [string, JsonSchema][] =>
  operationsOf(document).flatMap(({ operationId, parameters, requestBody }) => [
    ...parameters.map(({ name, schema }): [string, JsonSchema] => [`${operationId} ${name}`, schema]),
    ...Object.values(requestBody?.content ?? {}).map(({ schema }): [string, JsonSchema] => [
      `${operationId} body`,
      schema,
    ]),
  ]);

export const answersOf = (document: OpenApi) =>
  operationsOf(document).flatMap(({ operationId, responses }) =>
    Object.entries(responses).flatMap(([status, { content = {} }]) =>
      Object.entries(content).map(([contentType, media]) => ({ operationId, status, contentType, ...media })),
    ),
  );

/** What the service writes, by operation. */
export const answerSchemas = (document: OpenApi): [string, JsonSchema][] => [
  ...answersOf(document).map(({ operationId, status, schema }): [string, JsonSchema] => [
    `${operationId} ${status}`,
    schema,
  ]),
  ...operationsOf(document).flatMap(({ operationId, responses }) =>
    Object.values(responses).flatMap(({ headers = {} }) =>
      Object.entries(headers).map(([name, { schema }]): [string, JsonSchema] => [
        `${operationId} ${name}`,
        schema,
      ]),
    ),
  ),
];

/**
 * A schema that takes no field but those it names: answers are open to fields that come later, and what the service
 * answers today is all in the document. References are put in; those that turn in circles take anything.
 */
export const closed = (
  schema: JsonSchema,
  document: Pick<OpenApi, 'components'>,
  isPart = false,
  inside: readonly string[] = [],
): JsonSchema => {
  const name = nameIn(schema);
  if (name !== undefined) {
    if (inside.includes(name)) return {};
    return closed(document.components.schemas[name] ?? {}, document, isPart, [...inside, name]);
  }
  const inner = (child: unknown, part = false): JsonSchema =>
    closed(schemaSchema.parse(child), document, part, inside);
  const lists = Object.fromEntries(
    ['anyOf', 'oneOf', 'allOf'].flatMap((key) =>
      Array.isArray(schema[key])
        ? [[key, schema[key].map((child: unknown) => inner(child, key === 'allOf'))]]
        : [],
    ),
  );
  const single = Object.fromEntries(
    ['items', 'additionalProperties'].flatMap((key) =>
      typeof schema[key] === 'object' ? [[key, inner(schema[key])]] : [],
    ),
  );
  const properties = Object.entries(mapSchema.parse(schema['properties'] ?? {}));
  const isClosed = !isPart && ('properties' in schema || 'allOf' in schema);
  return {
    ...schema,
    ...lists,
    ...single,
    ...(properties.length > 0 && {
      properties: Object.fromEntries(properties.map(([key, child]) => [key, inner(child)])),
    }),
    ...(isClosed && { unevaluatedProperties: false }),
  };
};

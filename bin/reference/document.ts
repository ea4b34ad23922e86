import * as z from 'zod';

/** A JSON Schema, as far as docs tell of it. */
export const jsonSchema = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  description: z.string().optional(),
  format: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  required: z.array(z.string()).default([]),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minItems: z.number().optional(),
  maxItems: z.number().optional(),
  get items() {
    return jsonSchema.optional();
  },
  get properties() {
    return z.record(z.string(), jsonSchema).default({});
  },
  get anyOf() {
    return z.array(jsonSchema).optional();
  },
  get oneOf() {
    return z.array(jsonSchema).optional();
  },
  get allOf() {
    return z.array(jsonSchema).optional();
  },
  get additionalProperties() {
    return z.union([z.boolean(), jsonSchema]).optional();
  },
});
export type JsonSchema = z.infer<typeof jsonSchema>;

const contentSchema = z.record(
  z.string(),
  z.looseObject({ schema: jsonSchema, example: z.unknown().optional() }),
);
const operationSchema = z.looseObject({
  operationId: z.string(),
  tags: z.tuple([z.string()]),
  summary: z.string(),
  parameters: z.array(
    z.object({
      name: z.string(),
      in: z.enum(['path', 'query', 'header']),
      required: z.boolean(),
      description: z.string().default(''),
      schema: jsonSchema,
    }),
  ),
  requestBody: z.object({ required: z.boolean(), content: contentSchema }).optional(),
  responses: z.record(
    z.string(),
    z.looseObject({
      description: z.string(),
      headers: z.record(z.string(), z.looseObject({ description: z.string() })).optional(),
      content: contentSchema.optional(),
    }),
  ),
});
export type Operation = z.infer<typeof operationSchema>;

/** The OpenAPI document, as the reference is made of it. */
export const documentSchema = z.looseObject({
  tags: z.array(z.object({ name: z.string(), description: z.string() })),
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.looseObject({ schemas: z.record(z.string(), jsonSchema) }),
});
export type ApiDocument = z.infer<typeof documentSchema>;

/** The name that a schema refers to. */
export const nameOf = ({ $ref }: JsonSchema): string | undefined => $ref?.split('/').at(-1);

/** The schemas that stand directly in another. */
const childrenOf = (schema: JsonSchema): JsonSchema[] => [
  ...Object.values(schema.properties),
  ...(schema.items ? [schema.items] : []),
  ...(schema.anyOf ?? []),
  ...(schema.oneOf ?? []),
  ...(schema.allOf ?? []),
  ...(typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : []),
];

/** The names that a schema refers to, itself or in what stands in it. */
export const namesIn = (schema: JsonSchema): string[] => {
  const name = nameOf(schema);
  return [...(name === undefined ? [] : [name]), ...childrenOf(schema).flatMap(namesIn)];
};

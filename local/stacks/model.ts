import path from 'node:path';
import * as z from 'zod';
import type { Resolve } from './resolve.ts';
import type { Assembly } from './synthesize.ts';

const tableSchema = z.object({
  TableName: z.string(),
  AttributeDefinitions: z.array(
    z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  KeySchema: z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) })),
  GlobalSecondaryIndexes: z
    .array(
      z.object({
        IndexName: z.string(),
        KeySchema: z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) })),
        Projection: z.object({
          ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
          NonKeyAttributes: z.array(z.string()).optional(),
        }),
      }),
    )
    .optional(),
});

const queueSchema = z.object({
  QueueName: z.string(),
  VisibilityTimeout: z.number().default(30),
  MessageRetentionPeriod: z.number().default(345_600),
  RedrivePolicy: z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.number() }).optional(),
});

const functionSchema = z.object({
  FunctionName: z.string(),
  Handler: z.literal('index.handler'),
  Timeout: z.number().default(3),
  MemorySize: z.number().default(128),
  Environment: z.object({ Variables: z.record(z.string(), z.string()) }).default({ Variables: {} }),
});

const mappingSchema = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  BatchSize: z.number().default(10),
  MaximumBatchingWindowInSeconds: z.number().default(0),
  ScalingConfig: z.object({ MaximumConcurrency: z.number() }),
  FunctionResponseTypes: z.array(z.string()).default([]),
});

const routeSchema = z.object({ RouteKey: z.string(), Target: z.string() });
const integrationSchema = z.object({ IntegrationUri: z.string() });
const urlSchema = z.object({ TargetFunctionArn: z.string() });
const presenceSchema = z.tuple([z.object({ exists: z.literal(true) })]);
/** That a field is there, or which values it may have. */
const fieldSchema = z.union([presenceSchema, z.array(z.union([z.string(), z.boolean()]))]);
type FieldPattern = z.infer<typeof fieldSchema>;
const ruleSchema = z.object({
  ScheduleExpression: z.string().optional(),
  EventPattern: z
    .object({
      source: z.tuple([z.union([z.string(), z.object({ 'anything-but': z.tuple([z.string()]) })])]),
      'detail-type': z.array(z.string()),
      detail: z.record(z.string(), z.union([fieldSchema, z.record(z.string(), fieldSchema)])).optional(),
    })
    .optional(),
  Targets: z.array(z.object({ Arn: z.string() })).default([]),
});
const sourceOf = (source: string | { 'anything-but': [string] }) =>
  typeof source === 'string'
    ? { source, isTaken: true }
    : { source: source['anything-but'][0], isTaken: false };
const secretSchema = z.object({
  Name: z.string(),
  GenerateSecretString: z.object({ SecretStringTemplate: z.string(), GenerateStringKey: z.string() }),
});

export type TableModel = z.infer<typeof tableSchema>;
export type QueueModel = z.infer<typeof queueSchema>;
export type FunctionModel = z.infer<typeof functionSchema> & { bundle: string; stack: string };
export interface MappingModel {
  queueName: string;
  functionName: string;
  batchSize: number;
  windowMs: number;
  concurrency: number;
  partialAnswers: boolean;
}
interface BusField {
  path: string[];
  values?: readonly (string | boolean)[];
}
export interface CloudModel {
  tables: TableModel[];
  queues: QueueModel[];
  buckets: string[];
  functions: FunctionModel[];
  mappings: MappingModel[];
  routes: { key: string; functionName: string }[];
  /** The function behind the Lambda URL. */
  webhookFunction: string;
  /** Rules of the bus: what they take, and the queue that gets it. */
  /**
   * `source` is the one that a rule takes, or the one that it does not; `fields` must all be there, by their paths, and
   * have one of `values` where they name some.
   */
  busRules: {
    source: string;
    isTaken: boolean;
    detailTypes: string[];
    fields: BusField[];
    queueArn: string;
  }[];
  /** Functions that run every so often. */
  rules: { name: string; stack: string; everyMs: number; functionName: string }[];
  /** Functions that a deployment runs once, as custom resources. */
  customResources: { id: string; functionName: string }[];
  secrets: { arn: string; name: string; template: string; generatedKey: string }[];
}

const fieldOf = (path: string[], pattern: FieldPattern): BusField => {
  const values = pattern.filter((one) => typeof one !== 'object');
  return { path, ...(values.length > 0 && { values }) };
};

const stackOf = (id: string): string => id.split('/')[0] ?? '';
const lastPart = (arn: string): string => arn.split(/[:/]/).at(-1) ?? '';

/** What the stacks are made of, as far as it has to exist on this machine. */
export const readModel = (assembly: Assembly, resolve: Resolve): CloudModel => {
  const all = assembly.stacks.flatMap((stack) =>
    Object.entries(stack.template.Resources).map(([id, resource]) => ({
      id: `${stack.name}/${id}`,
      type: resource.Type,
      metadata: resource.Metadata,
      properties: () => resolve(resource.Properties, stack),
      arn: () => String(resolve({ Ref: id }, stack)),
    })),
  );
  const of = <T>(type: string, schema: z.ZodType<T>) =>
    all.filter((one) => one.type === type).map((one) => ({ ...one, value: schema.parse(one.properties()) }));
  const integrations = new Map(
    of('AWS::ApiGatewayV2::Integration', integrationSchema).map(({ id, value }) => [
      lastPart(id),
      lastPart(value.IntegrationUri),
    ]),
  );
  const [webhook] = of('AWS::Lambda::Url', urlSchema);
  return {
    tables: of('AWS::DynamoDB::GlobalTable', tableSchema).map(({ value }) => value),
    queues: of('AWS::SQS::Queue', queueSchema).map(({ value }) => value),
    buckets: of('AWS::S3::Bucket', z.object({ BucketName: z.string() })).map(({ value }) => value.BucketName),
    functions: of('AWS::Lambda::Function', functionSchema).map(({ id, value, metadata }) => ({
      ...value,
      stack: stackOf(id),
      bundle: path.resolve(assembly.directory, z.string().parse(metadata['aws:asset:path']), 'index.mjs'),
    })),
    mappings: of('AWS::Lambda::EventSourceMapping', mappingSchema).map(({ value }) => ({
      queueName: lastPart(value.EventSourceArn),
      functionName: lastPart(value.FunctionName),
      batchSize: value.BatchSize,
      windowMs: value.MaximumBatchingWindowInSeconds * 1000,
      concurrency: value.ScalingConfig.MaximumConcurrency,
      partialAnswers: value.FunctionResponseTypes.includes('ReportBatchItemFailures'),
    })),
    routes: of('AWS::ApiGatewayV2::Route', routeSchema).map(({ value }) => ({
      key: value.RouteKey,
      functionName: integrations.get(lastPart(value.Target)) ?? '',
    })),
    webhookFunction: lastPart(webhook?.value.TargetFunctionArn ?? ''),
    rules: of('AWS::Events::Rule', ruleSchema).flatMap(({ id, value }) =>
      value.Targets.flatMap((target) => {
        const everyMs = rateMs(value.ScheduleExpression ?? '');
        return everyMs === undefined
          ? []
          : [{ name: id, stack: stackOf(id), everyMs, functionName: lastPart(target.Arn) }];
      }),
    ),
    busRules: of('AWS::Events::Rule', ruleSchema).flatMap(({ value: { EventPattern, Targets } }) =>
      EventPattern === undefined
        ? []
        : Targets.map(({ Arn }) => ({
            ...sourceOf(EventPattern.source[0]),
            detailTypes: EventPattern['detail-type'],
            fields: Object.entries(EventPattern.detail ?? {}).flatMap(([name, inner]) =>
              Array.isArray(inner)
                ? [fieldOf([name], inner)]
                : Object.entries(inner).map(([field, pattern]) => fieldOf([name, field], pattern)),
            ),
            queueArn: Arn,
          })),
    ),
    customResources: all
      .filter(({ type }) => type.startsWith('Custom::'))
      .map(({ id, properties }) => ({
        id,
        functionName: lastPart(z.object({ ServiceToken: z.string() }).parse(properties()).ServiceToken),
      })),
    secrets: of('AWS::SecretsManager::Secret', secretSchema).map(({ value, arn }) => ({
      arn: arn(),
      name: value.Name,
      template: value.GenerateSecretString.SecretStringTemplate,
      generatedKey: value.GenerateSecretString.GenerateStringKey,
    })),
  };
};

const unitsMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

const rateMs = (expression: string): number | undefined => {
  const match = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
  return match ? Number(match[1]) * (unitsMs[match[2] ?? ''] ?? 0) : undefined;
};

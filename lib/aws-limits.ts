import * as z from 'zod';

/** Where a stage goes, as far as it is known. */
export interface Place {
  account: string;
  region: string;
}

/** As long as any: a stage that fits here fits everywhere. */
export const LONGEST_PLACE: Place = { account: '0'.repeat(12), region: 'ap-southeast-1' };

const resourceSchema = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
});
const templateSchema = z.object({
  Resources: z.record(z.string(), resourceSchema).default({}),
  Outputs: z
    .record(z.string(), z.object({ Value: z.unknown(), Export: z.object({ Name: z.unknown() }).optional() }))
    .default({}),
});
type Template = z.infer<typeof templateSchema>;
type Resource = z.infer<typeof resourceSchema>;

/** A synthesized stack; its template is as CloudFormation reads it. */
export interface SynthesizedTemplate {
  name: string;
  template: unknown;
}

/**
 * How many characters a property may have, by the type of its resource: the `Maximum` of the CloudFormation template
 * reference, and where it names none, of the API that makes the resource (CreateFunction, CreateTopic, CreateSecret,
 * "Bucket naming rules" of S3, CreateApi).
 */
export const textLimits: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'AWS::ApiGatewayV2::Api': { Name: 128, Description: 1024 },
  'AWS::CloudWatch::Alarm': { AlarmName: 255, AlarmDescription: 1024 },
  'AWS::CloudWatch::Dashboard': { DashboardName: 255 },
  'AWS::DynamoDB::GlobalTable': { TableName: 255 },
  'AWS::Events::Archive': { ArchiveName: 48, Description: 512 },
  'AWS::Events::EventBus': { Name: 256 },
  'AWS::Events::Rule': { Name: 64, Description: 512 },
  'AWS::IAM::Policy': { PolicyName: 128 },
  'AWS::IAM::Role': { RoleName: 64, Description: 1000 },
  'AWS::Lambda::Function': { FunctionName: 64, Description: 256 },
  'AWS::Logs::LogGroup': { LogGroupName: 512 },
  'AWS::S3::Bucket': { BucketName: 63 },
  'AWS::SNS::Topic': { TopicName: 256, DisplayName: 100 },
  'AWS::SQS::Queue': { QueueName: 80 },
  'AWS::Scheduler::ScheduleGroup': { Name: 64 },
  'AWS::SecretsManager::Secret': { Name: 512, Description: 2048 },
};

/** Of a stack, and of an export. @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const STACK_NAME_MAX = 128;
const EXPORT_NAME_MAX = 255;

/** All variables of a function together. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const ENVIRONMENT_MAX_BYTES = 4096;

/** The text of a value, where it is known before the deployment. */
const literal = (value: unknown, place: Place): string | undefined => {
  if (typeof value === 'string') return value;
  const { success, data } = intrinsicSchema.safeParse(value);
  if (!success) return undefined;
  if ('Ref' in data) return pseudo(place)[data.Ref];
  const [separator, parts] = data['Fn::Join'];
  const texts = parts.map((part) => literal(part, place));
  return texts.includes(undefined) ? undefined : texts.join(separator);
};

const intrinsicSchema = z.union([
  z.object({ Ref: z.string() }),
  z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) }),
]);

const pseudo = ({ account, region }: Place): Readonly<Record<string, string>> => ({
  'AWS::AccountId': account,
  'AWS::Region': region,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
});

/** The name that somebody chose for a resource; undefined where CloudFormation makes one. */
export const chosenName = ({ Type, Properties }: Resource, place: Place): string | undefined => {
  const property = Object.keys(textLimits[Type] ?? {}).find((key) => key.endsWith('Name'));
  return property === undefined ? undefined : literal(Properties[property], place);
};

/**
 * What AWS would refuse of synthesized stacks because it is too long, one line a fault. A deployment would find it out
 * half way.
 */
export const limitFaults = (stacks: readonly SynthesizedTemplate[], place: Place): string[] => {
  const parsed = stacks.map(({ name, template }) => ({ name, template: templateSchema.parse(template) }));
  return parsed.flatMap(({ name, template }) => [
    ...tooLong(`The name of stack ${name}`, name.length, STACK_NAME_MAX),
    ...exportNames(template, place).flatMap((one) =>
      tooLong(`The name of export ${one}`, one.length, EXPORT_NAME_MAX),
    ),
    ...Object.values(template.Resources).flatMap((resource) => [
      ...textFaults(resource, place),
      ...environmentFaults(resource, place),
    ]),
  ]);
};

const tooLong = (what: string, length: number, max: number): string[] =>
  length <= max ? [] : [`${what} has ${length} characters; AWS takes ${max}.`];

const exportNames = ({ Outputs }: Template, place: Place): string[] =>
  Object.values(Outputs).flatMap(({ Export }) => literal(Export?.Name, place) ?? []);

const textFaults = ({ Type, Properties }: Resource, place: Place): string[] =>
  Object.entries(textLimits[Type] ?? {}).flatMap(([property, max]) => {
    const text = literal(Properties[property], place);
    return text === undefined ? [] : tooLong(`${property} "${text}" (${Type})`, text.length, max);
  });

const environmentSchema = z.object({
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
});

/** What a function is told of another resource is an ARN or a URL, and none of ours is longer. */
const REFERENCE_BYTES = 128;

const bytesOf = (value: unknown, place: Place): number => {
  const text = literal(value, place);
  if (text !== undefined) return Buffer.byteLength(text);
  const { success, data } = intrinsicSchema.safeParse(value);
  if (!success || 'Ref' in data) return REFERENCE_BYTES;
  const [separator, parts] = data['Fn::Join'];
  return parts.reduce<number>((total, part) => total + bytesOf(part, place) + separator.length, 0);
};

const environmentFaults = (resource: Resource, place: Place): string[] => {
  const { success, data } = environmentSchema.safeParse(resource.Properties);
  if (resource.Type !== 'AWS::Lambda::Function' || !success) return [];
  const variables = Object.entries(data.Environment.Variables)
    .map(([name, value]) => ({ name, bytes: Buffer.byteLength(name) + bytesOf(value, place) }))
    .sort((a, b) => b.bytes - a.bytes);
  const total = variables.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total <= ENVIRONMENT_MAX_BYTES) return [];
  return [
    `The environment of function ${chosenName(resource, place) ?? ''} has ${total} bytes, ${variables[0]?.bytes ?? 0} of ` +
      `them in ${variables[0]?.name ?? ''}; AWS takes ${ENVIRONMENT_MAX_BYTES}.`,
  ];
};

import * as z from 'zod';
import type { Assembly, Resource, SynthesizedStack } from './synthesize.ts';

export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';

/** Addresses that exist only on this machine. */
export interface Places {
  publicUrl: string;
  sqsUrl: string;
}

/** Resolves CloudFormation's intrinsic functions over all stacks of an assembly. */
export type Resolve = (value: unknown, stack: SynthesizedStack) => unknown;

const pseudo: Readonly<Record<string, string>> = {
  'AWS::Region': REGION,
  'AWS::AccountId': ACCOUNT,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::NoValue': '',
};

const pair = z.tuple([z.string(), z.string()]);

export const makeResolve = (assembly: Assembly, places: Places): Resolve => {
  const resolve: Resolve = (value, stack) => {
    if (Array.isArray(value)) return value.map((one) => resolve(one, stack));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [only] = entries;
    if (only && entries.length === 1 && (only[0] === 'Ref' || only[0].startsWith('Fn::'))) {
      return intrinsic(only[0], only[1], stack);
    }
    return Object.fromEntries(entries.map(([key, inner]) => [key, resolve(inner, stack)]));
  };

  const intrinsic = (name: string, argument: unknown, stack: SynthesizedStack): unknown => {
    switch (name) {
      case 'Ref':
        return reference(z.string().parse(argument), stack);
      case 'Fn::GetAtt': {
        const [id, attribute] = pair.parse(argument);
        return attributeOf(find(stack, id), attribute, stack);
      }
      case 'Fn::Join': {
        const [separator, parts] = z.tuple([z.string(), z.array(z.unknown())]).parse(argument);
        return parts.map((part) => String(resolve(part, stack))).join(separator);
      }
      case 'Fn::Sub':
        return z
          .string()
          .parse(argument)
          .replace(/\$\{([^}]+)\}/g, (_whole, id: string) => reference(id, stack));
      case 'Fn::ImportValue':
        return imported(String(resolve(argument, stack)));
      default:
        throw new Error(`${stack.name} uses ${name}, which the embedded cloud does not know`);
    }
  };

  const imported = (exportName: string): unknown => {
    for (const stack of assembly.stacks) {
      for (const output of Object.values(stack.template.Outputs)) {
        if (output.Export && resolve(output.Export.Name, stack) === exportName)
          return resolve(output.Value, stack);
      }
    }
    throw new Error(`No stack exports ${exportName}`);
  };

  const reference = (id: string, stack: SynthesizedStack): string => {
    if (id in pseudo) return pseudo[id] ?? '';
    const resource = find(stack, id);
    if (resource.Type === 'AWS::SQS::Queue') return `${places.sqsUrl}/${ACCOUNT}/${nameOf(resource, stack)}`;
    if (resource.Type === 'AWS::SecretsManager::Secret') return arnOf(resource, stack);
    return nameOf(resource, stack, id);
  };

  const attributeOf = (resource: Resource, attribute: string, stack: SynthesizedStack): string => {
    if (attribute === 'Arn') return arnOf(resource, stack);
    if (attribute === 'QueueName') return nameOf(resource, stack);
    if (attribute === 'ApiEndpoint') return places.publicUrl;
    if (attribute === 'FunctionUrl') return `${places.publicUrl}/`;
    return `${nameOf(resource, stack, resource.Type)}.${attribute}`;
  };

  const nameOf = (resource: Resource, stack: SynthesizedStack, otherwise = ''): string => {
    const property = nameProperties[resource.Type];
    const name = property === undefined ? undefined : resolve(resource.Properties[property], stack);
    return typeof name === 'string' ? name : otherwise;
  };

  const arnOf = (resource: Resource, stack: SynthesizedStack): string => {
    const name = nameOf(resource, stack, 'unnamed');
    const [service, prefix] = arnParts[resource.Type] ?? ['other', ''];
    return `arn:aws:${service}:${service === 's3' ? '::' : `${REGION}:${ACCOUNT}:`}${prefix}${name}`;
  };

  return resolve;
};

const find = (stack: SynthesizedStack, id: string): Resource => {
  const resource = stack.template.Resources[id];
  if (resource === undefined) throw new Error(`${stack.name} refers to ${id}, which it does not have`);
  return resource;
};

const nameProperties: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SecretsManager::Secret': 'Name',
  'AWS::Events::EventBus': 'Name',
  'AWS::Scheduler::ScheduleGroup': 'Name',
  'AWS::SNS::Topic': 'TopicName',
};

const arnParts: Readonly<Record<string, [service: string, prefix: string]>> = {
  'AWS::DynamoDB::GlobalTable': ['dynamodb', 'table/'],
  'AWS::SQS::Queue': ['sqs', ''],
  'AWS::Lambda::Function': ['lambda', 'function:'],
  'AWS::S3::Bucket': ['s3', ''],
  'AWS::SecretsManager::Secret': ['secretsmanager', 'secret:'],
  'AWS::Events::EventBus': ['events', 'event-bus/'],
  'AWS::IAM::Role': ['iam', 'role/'],
  'AWS::SNS::Topic': ['sns', ''],
};

import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Duration } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { resolveConfig } from './resolve-config.ts';
import { resourceName } from './resource-name.ts';
import { dataRemoval, type StageProps } from './stage.ts';

export interface ServiceFunctionProps extends StageProps {
  /** Name within the service, such as `deliver-bulk`. */
  name: string;
  /** The bundle in dist/, such as `outbox-deliver`. */
  bundle: string;
  description: string;
  /** What lies beside its code, by name, beside the configuration. */
  files?: Readonly<Record<string, string>>;
  timeout: Duration;
  memoryMb?: number;
  /** The most of it that run at a time, which nobody else can have; null lets it take all that the account has. */
  reservedConcurrency?: number | null;
}

/** A Lambda function as all of ours are: Node 24 on ARM, its own role, its own log group, tracing by Lambda itself. */
export class ServiceFunction extends LambdaFunction {
  /** Name within the service. */
  readonly serviceName: string;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    const functionName = resourceName(props.config, props.name);
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: dataRemoval({ ...props, ephemeral: true }),
    });
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    const folder = folderWithConfig(props);
    super(scope, id, {
      functionName,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(folder),
      handler: 'index.handler',
      memorySize: props.memoryMb ?? 512,
      timeout: props.timeout,
      ...(typeof props.reservedConcurrency === 'number' && {
        reservedConcurrentExecutions: props.reservedConcurrency,
      }),
      tracing: Tracing.ACTIVE,
      logGroup,
      role,
      environment: { STAGE: props.config.stage, POWERTOOLS_SERVICE_NAME: props.name },
    });
    rmSync(folder, { recursive: true });
    this.serviceName = props.name;
    acknowledge(role, {
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'Lambda writes traces with xray:PutTraceSegments and PutTelemetryRecords, which know no resources.',
    });
  }

  /** Allows exactly these actions on exactly these resources. */
  allow(actions: readonly string[], ...resources: readonly string[]): this {
    this.addToRolePolicy(
      new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [...resources] }),
    );
    return this;
  }
}

/**
 * The configuration lies in a file beside the code: an environment holds 4 KB, and it is not for policies and texts.
 * Answers a folder that is to be deleted once the CDK has taken its content.
 */
const folderWithConfig = ({ bundle, config, files = {} }: ServiceFunctionProps): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'outbound-email-code-'));
  cpSync(`dist/${bundle}`, folder, { recursive: true });
  writeFileSync(path.join(folder, 'app-config.json'), JSON.stringify(resolveConfig(config)));
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
  return folder;
};

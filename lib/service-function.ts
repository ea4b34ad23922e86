import type { Duration } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { dataRemoval, resourceName, type StageProps } from './stage.ts';
import { overrides } from './config-overrides.ts';

export interface ServiceFunctionProps extends StageProps {
  /** Name within the service, such as `deliver-bulk`. */
  name: string;
  /** The bundle in dist/, such as `outbox-deliver`. */
  bundle: string;
  description: string;
  timeout: Duration;
  memoryMb?: number;
  environment?: Record<string, string>;
  /** The most of it that run at a time, which nobody else can have; null lets it take all that the account has. */
  reservedConcurrency?: number | null;
}

/** A Lambda function as all of ours are: Node 24 on ARM, its own role, its own log group, tracing by Lambda itself. */
export class ServiceFunction extends LambdaFunction {
  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    const functionName = resourceName(props.config, props.name);
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: dataRemoval({ ...props, ephemeral: true }),
    });
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    super(scope, id, {
      functionName,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(`dist/${props.bundle}`),
      handler: 'index.handler',
      memorySize: props.memoryMb ?? 512,
      timeout: props.timeout,
      ...(typeof props.reservedConcurrency === 'number' && {
        reservedConcurrentExecutions: props.reservedConcurrency,
      }),
      tracing: Tracing.ACTIVE,
      logGroup,
      role,
      environment: {
        APP_CONFIG: JSON.stringify(overrides(props.config)),
        POWERTOOLS_SERVICE_NAME: props.name,
        ...props.environment,
      },
    });
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

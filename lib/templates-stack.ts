import { CustomResource, Duration, FileSystem, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { DataStack } from './data-stack.ts';
import { allowItems } from './permissions.ts';
import { ServiceFunction } from './service-function.ts';
import type { StageProps } from './stage.ts';

export interface TemplatesStackProps extends StageProps {
  data: DataStack;
}

/** What the embedded cloud and tests know the custom resource by. */
export const SEEDING_TYPE = 'Custom::BuiltInTemplates';
const BUNDLE = 'templates-seed';

/** The built-in templates, brought to the stage with each deployment. */
export class TemplatesStack extends Stack {
  readonly seed: ServiceFunction;

  constructor(scope: Construct, id: string, props: TemplatesStackProps) {
    super(scope, id);
    const { templates } = props.data;
    this.seed = new ServiceFunction(this, 'Seed', {
      ...props,
      name: 'templates-seed',
      bundle: BUNDLE,
      description: 'Brings the built-in templates to the stage; writes over nothing that was changed',
      timeout: Duration.minutes(2),
      environment: { TEMPLATES_TABLE: templates.tableName },
    });
    allowItems(this.seed, templates, 'GetItem', 'PutItem');
    new CustomResource(this, 'BuiltInTemplates', {
      resourceType: SEEDING_TYPE,
      serviceToken: this.seed.functionArn,
      serviceTimeout: Duration.minutes(5),
      // Another fingerprint makes the deployment seed anew.
      properties: { Fingerprint: FileSystem.fingerprint(`dist/${BUNDLE}`) },
    });
  }
}

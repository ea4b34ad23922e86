import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { DataStack } from '../../../lib/data-stack.ts';
import { parseConfig } from '../../../lib/read-config.ts';

/** The data stack alone, which needs no bundles. */
export const buildDataTemplate = (how: {
  appYaml?: string;
  withoutIndexes?: string[] | undefined;
}): unknown => {
  const config = parseConfig(how.appYaml ?? '', 'app.yaml');
  const props = { config, sequences: {}, ephemeral: false, withoutIndexes: how.withoutIndexes };
  return Template.fromStack(new DataStack(new App(), `outbound-email-${config.stage}-data`, props)).toJSON();
};

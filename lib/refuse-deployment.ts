import { CfnParameter, CfnRule, Fn, type Stack } from 'aws-cdk-lib';

/**
 * Lets a stack be synthesized, and has CloudFormation refuse to deploy it: `npm run deploy` says so before it begins,
 * and this holds for whoever calls the CDK by itself.
 */
export const refuseDeployment = (stack: Stack, faults: readonly string[]): void => {
  const found = new CfnParameter(stack, 'ConfigFaults', {
    default: 'some',
    allowedValues: ['some', 'none'],
    description: 'Whether app.yaml has faults that keep it from being deployed',
  });
  new CfnRule(stack, 'ConfigHasNoFaults', {
    assertions: [
      {
        assert: Fn.conditionEquals(found.valueAsString, 'none'),
        assertDescription: faults.map((fault) => `app.yaml: ${fault}`).join(' '),
      },
    ],
  });
};

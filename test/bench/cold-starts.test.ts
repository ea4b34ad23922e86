import { expect, test } from 'vitest';
import { firstRequests } from '../../bench/cold-starts.ts';
import { buildTestStacks, targetOf } from '../lib/stacks.ts';

test('the bench asks every function in the form that the stacks call it in', () => {
  const stacks = buildTestStacks();
  const functions = stacks.all('AWS::Lambda::Function');
  const calledBy = (type: string, property: string): string[] =>
    stacks.resources
      .filter(({ Type }) => Type.startsWith(type))
      .map(({ Properties }) =>
        String(targetOf(Properties[property], functions).Properties['FunctionName']).replace(
          'outbound-email-dev-',
          '',
        ),
      );
  const named = [
    ...calledBy('AWS::ApiGatewayV2::Integration', 'IntegrationUri'),
    ...calledBy('AWS::Lambda::Url', 'TargetFunctionArn'),
    ...calledBy('Custom::', 'ServiceToken'),
  ];
  expect(Object.keys(firstRequests).sort()).toEqual([...new Set(named)].sort());
});

import { Stack } from 'aws-cdk-lib';
import { expect, test } from 'vitest';
import { stackNames } from '../../../lib/stack-names.ts';
import { tableNames } from '../../../lib/table-names.ts';
import { buildTestStacks } from '../stacks.ts';

test('Stacks and tables that commands know are those that are built', () => {
  const { app, all } = buildTestStacks();
  const built = app.node.children.filter((child) => Stack.isStack(child)).map(({ stackName }) => stackName);
  expect(built.toSorted()).toEqual(stackNames.map((name) => `outbound-email-dev-${name}`).toSorted());
  const tables = all('AWS::DynamoDB::GlobalTable').map(({ Properties }) => Properties['TableName']);
  expect(tables.toSorted()).toEqual(tableNames.map((name) => `outbound-email-dev-${name}`).toSorted());
});

import path from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetFunctionConcurrencyCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { makeTables } from '../../lib/restore/tables.ts';
import type { Outcome, Processes } from '../python/processes.ts';
import { mailsBy } from './expectations.ts';
import { check } from './faults.ts';
import { CREDENTIALS, REGION } from './ministack.ts';
import type { Report } from './report.ts';
import type { Stage } from './stage.ts';

const HARM = { pk: 'written-by-mistake', sk: 'MESSAGE' };

/** Restores the table of messages as docs/operate.md says. */
export const restoreSteps = async (processes: Processes, stage: Stage, { step }: Report): Promise<void> => {
  const { cdk, ministack, api } = stage;
  const where = { endpoint: ministack.url, region: REGION, credentials: CREDENTIALS };
  const dynamo = new DynamoDBClient(where);
  const documents = DynamoDBDocumentClient.from(dynamo);
  const tables = makeTables(dynamo);
  const name = stage.named('sends');
  const restore = (...args: string[]): Promise<Outcome> =>
    processes.run({
      file: process.execPath,
      args: [path.join('bin', 'restore.ts'), '--stage', cdk.config.stage, '--table', 'sends', ...args],
      cwd: process.cwd(),
      env: cdk.environment,
    });
  const find = async (table: string) => {
    const found = await tables.find(table);
    if (found === undefined) throw new Error(`${table} is not there`);
    return found;
  };
  const { id } = await api.send({ ...mailTo('before-restore@example.com') });
  await mailsBy(stage, 'before-restore@example.com', { count: 1, within: 30_000 });

  await step('npm run restore -- --to', async () => {
    const present = await find(name);
    // What CloudFormation of this emulator leaves out.
    for (const change of [
      { set: 'ttl', attribute: 'ttl' },
      { set: 'recovery' },
      { set: 'protection' },
    ] as const) {
      await tables.change(present, change);
    }
    await tables.tag(present.arn, { stage: cdk.config.stage });
    const refused = await restore('--to', '2099-01-01T00:00:00Z');
    check(
      refused.code === 1 && refused.stderr.includes('is in the future'),
      `of the future it said ${refused.stderr}`,
    );
    const { code, stdout, stderr } = await restore('--to', new Date(Date.now() - 1000).toISOString());
    check(code === 0, `it ended with ${code}: ${stderr} ${stdout}`);
    const { settings } = await find(`${name}-restored`);
    const has =
      settings.recovers &&
      settings.isProtected &&
      settings.ttlAttribute === 'ttl' &&
      settings.tags['stage'] === cdk.config.stage;
    check(has, `the restored table has ${JSON.stringify(settings)}`);
    return 'beside the present table, with time to live, recovery, protection and tags; the future is refused';
  });

  await step('npm run restore -- --swap', async () => {
    await documents.send(new PutCommand({ TableName: name, Item: HARM }));
    const { code, stdout, stderr } = await restore('--swap', '--confirm', cdk.config.stage, '--drain', '1');
    check(code === 0, `it ended with ${code}: ${stderr} ${stdout}`);
    const { Item } = await documents.send(new GetCommand({ TableName: name, Key: HARM }));
    check(Item === undefined, 'what was written since is there still');
    const { settings } = await find(name);
    check(
      settings.recovers && settings.isProtected && settings.ttlAttribute === 'ttl',
      `the table has ${JSON.stringify(settings)}`,
    );
    const lambda = new LambdaClient(where);
    const { ReservedConcurrentExecutions } = await lambda.send(
      new GetFunctionConcurrencyCommand({ FunctionName: stage.named('sweep') }),
    );
    check(
      ReservedConcurrentExecutions === undefined,
      `the sweeper may run ${ReservedConcurrentExecutions} times`,
    );
    const { status } = await api.message(id);
    await api.send({ ...mailTo('after-restore@example.com') });
    await mailsBy(stage, 'after-restore@example.com', { count: 1, within: 60_000 });
    check(stage.office.mailsTo('before-restore@example.com').length === 1, 'a mail was sent again');
    for (const table of [name, `${name}-restored`]) await tables.unprotect(table);
    await tables.delete(`${name}-restored`);
    return `under its own name; a mail of before is ${status}, a new one left, none was sent twice`;
  });
};

const mailTo = (email: string) => ({
  to: { email },
  template: 'system_notification',
  data: { title: 'Hello', body: 'It works.' },
});

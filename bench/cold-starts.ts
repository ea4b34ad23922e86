import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { declaredRoutes } from '../lib/all-routes.ts';
import { processClock } from '../local/clock/virtual-clock.ts';
import { createCustomResource } from '../local/lambda/custom-resources.ts';
import { FunctionPool } from '../local/lambda/function-pool.ts';
import { startTestCloud, type TestCloud } from '../test/embedded-cloud.ts';
import { median, timed } from './statistics.ts';

export interface ColdStart {
  name: string;
  kilobytes: number;
  /** From cold import to the first answer, over the same of a function that does nothing. */
  overEmpty: number;
}

const ROUNDS = 5;

type Ask = (cloud: TestCloud, pool: FunctionPool) => Promise<unknown>;

/** Asks for something that is not there: whatever finds that out has been loaded by then. */
const firstRoutes = new Map(
  (await declaredRoutes())
    .toReversed()
    .map(({ route, handlerFile }) => [path.basename(handlerFile, '.handler.ts'), route]),
);
const asking =
  ({ method, path: route }: { method: string; path: string }): Ask =>
  (cloud) =>
    cloud.call(method, route.replace('{email}', 'none@example.com').replace(/\{\w+\}/g, 'none'));

/** The first that each function is asked, in the form that it is asked in; those that are not here read a queue or run by the clock. */
export const firstRequests: Readonly<Record<string, Ask>> = {
  ...Object.fromEntries([...firstRoutes].map(([name, route]) => [name, asking(route)])),
  webhook: (cloud) => cloud.call('POST', '/webhooks/mailgun', '{}'),
  'templates-seed': (_cloud, pool) => createCustomResource('bench', pool),
};

/** What a queue or a rule hands over when there is nothing to do. */
const emptyBatch: Ask = (_cloud, pool) => pool.invoke({ Records: [] });

export const measureColdStarts = async (): Promise<ColdStart[]> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'outbound-email-bench-'));
  const cloud = await startTestCloud({ quiet: true });
  try {
    const empty = emptyFunction(folder);
    const rows: ColdStart[] = [];
    for (const pool of cloud.functions) {
      const name = pool.name.replace('outbound-email-local-', '');
      const ask = firstRequests[name] ?? emptyBatch;
      const [ours, theirs]: [number[], number[]] = [[], []];
      for (let round = 0; round < ROUNDS; round += 1) {
        await empty.restart();
        theirs.push(await timed(() => empty.invoke({})));
        await pool.restart();
        ours.push(await timed(() => ask(cloud, pool)));
      }
      rows.push({
        name,
        kilobytes: statSync(pool.bundle).size / 1024,
        overEmpty: median(ours) / median(theirs),
      });
    }
    await empty.stop();
    return rows;
  } finally {
    await cloud.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};

const emptyFunction = (folder: string): FunctionPool => {
  const bundle = path.join(folder, 'index.mjs');
  writeFileSync(bundle, 'export const handler = () => ({});\n');
  return new FunctionPool({
    fn: {
      FunctionName: 'empty',
      Handler: 'index.handler',
      bundle,
      stack: 'bench',
      Timeout: 10,
      MemorySize: 512,
      Environment: { Variables: {} },
    },
    concurrency: 1,
    environment: {},
    clock: processClock().shared,
    logDir: folder,
  });
};

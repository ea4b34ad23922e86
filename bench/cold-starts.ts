import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { processClock } from '../local/clock/virtual-clock.ts';
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

/** A first request for each function of the API; the others take an empty batch. */
const requests: Readonly<Record<string, (cloud: TestCloud) => Promise<unknown>>> = {
  emails: (cloud) => cloud.call('GET', '/v1/emails/none'),
  brakes: (cloud) => cloud.call('GET', '/v1/cancellations/none'),
  analytics: (cloud) => cloud.call('GET', '/v1/analytics/deliverability'),
  'recipient-pages': (cloud) => cloud.call('GET', '/u/none'),
  openapi: (cloud) => cloud.call('GET', '/none'),
  webhook: (cloud) => cloud.call('POST', '/webhooks/mailgun', '{}'),
};

export const measureColdStarts = async (): Promise<ColdStart[]> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'outbound-email-bench-'));
  const cloud = await startTestCloud({ quiet: true });
  try {
    const empty = emptyFunction(folder);
    const rows: ColdStart[] = [];
    for (const pool of cloud.functions) {
      const name = pool.name.replace('outbound-email-local-', '');
      const ask = requests[name] ?? (() => pool.invoke({ Records: [] }));
      const [ours, theirs]: [number[], number[]] = [[], []];
      for (let round = 0; round < ROUNDS; round += 1) {
        await empty.restart();
        theirs.push(await timed(() => empty.invoke({})));
        await pool.restart();
        ours.push(await timed(() => ask(cloud)));
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

import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
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

const get =
  (path: string): Ask =>
  (cloud) =>
    cloud.call('GET', path);

/** The first that each function is asked, in the form that it is asked in; those that are not here read a queue or run by the clock. */
export const firstRequests: Readonly<Record<string, Ask>> = {
  emails: get('/v1/emails/none'),
  templates: get('/v1/templates/none'),
  'pause-and-cancel': get('/v1/cancellations/none'),
  analytics: get('/v1/analytics/deliverability'),
  conversations: get('/v1/conversations/none/emails'),
  reps: get('/v1/reps/none'),
  recipients: get('/v1/preferences/none@example.com'),
  privacy: get('/v1/recipients/none@example.com/export'),
  'recipient-pages': get('/u/none'),
  openapi: get('/none'),
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

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { bundling } from '../lib/bundles.ts';
import { median } from './statistics.ts';

const ROUNDS = 9;
/** The parts that a function imports to render, and two of the AWS clients to hold them against. */
const parts = {
  'render path': "export * from './functions/rendering/render.ts';",
  '@aws-sdk/client-dynamodb': "export { DynamoDBClient } from '@aws-sdk/client-dynamodb';",
  '@aws-sdk/client-sqs': "export { SQSClient } from '@aws-sdk/client-sqs';",
};

/** Milliseconds that a fresh process takes to import a bundle. */
const importTime = (bundle: string): number =>
  Number(
    execFileSync(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        'const started = performance.now(); await import(process.argv[1]); console.log(performance.now() - started);',
        bundle,
      ],
      { encoding: 'utf8' },
    ),
  );

/** Cold import of the render path, bundled as functions are, over that of an AWS client. */
export const timeColdImports = async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'outbound-email-import-'));
  try {
    const rows = [];
    for (const [name, contents] of Object.entries(parts)) {
      const outfile = path.join(folder, `${String(rows.length)}.mjs`);
      await build({
        ...bundling,
        stdin: { contents, resolveDir: process.cwd(), loader: 'ts' },
        outfile,
      });
      const times = Array.from({ length: ROUNDS }, () => importTime(outfile));
      rows.push({ import: name, kilobytes: statSync(outfile).size / 1024, milliseconds: median(times) });
    }
    const reference = rows[1]?.milliseconds ?? NaN;
    return rows.map(({ milliseconds, ...row }) => ({ ...row, overDynamoDbClient: milliseconds / reference }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

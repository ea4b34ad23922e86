import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { clientAt } from '../test/cloud-client.ts';
import { memoryOf, processTree } from '../test/process-tree.ts';

export interface Footprint {
  moment: string;
  /** MB over all processes; memory that they share counts once. */
  pss: number;
  rss: number;
  processes: number;
}

const MAILS = 200;
const REST_MS = 60_000;
const recipients = ['ada', 'open', 'click', 'bounce', 'complain'];

/** Memory that `npm start` holds when it is ready, after mails, and when it has rested; undefined but on Linux. */
export const measureFootprint = async (): Promise<Footprint[] | undefined> => {
  if (process.platform !== 'linux') return undefined;
  const folder = mkdtempSync(path.join(tmpdir(), 'outbound-email-bench-'));
  const service = spawn(process.execPath, ['local/start.ts'], {
    env: { ...process.env, PORT: '0', DATA_DIR: path.join(folder, 'data') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => service.once('exit', resolve));
  try {
    const cloud = clientAt(await urlOf(service.stdout));
    const look = (moment: string): Footprint => {
      const processes = processTree(service.pid ?? 0);
      return { moment, ...memoryOf(processes), processes: processes.length };
    };
    const rows = [look('ready')];
    for (let i = 0; i < MAILS; i += 1) {
      await cloud.send(`${recipients[i % recipients.length] ?? ''}+${i}@example.com`);
    }
    await cloud.idle();
    rows.push(look(`after ${MAILS} mails`));
    await new Promise((resolve) => setTimeout(resolve, REST_MS));
    rows.push(look('after a quiet minute'));
    return rows;
  } finally {
    service.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Waits for the line that says it is ready. */
const urlOf = async (output: Readable): Promise<string> => {
  let said = '';
  for await (const chunk of output.iterator({ destroyOnReturn: false })) {
    said += String(chunk);
    const url = /Ready: (http:\/\/[\d.:]+)\/console/.exec(said)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error('The service ended before it was ready');
};

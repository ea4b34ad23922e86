import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { createServer } from 'node:net';
import path from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import * as z from 'zod';
import type { Processes, Running } from '../python/processes.ts';
import type { Python } from '../python/venv.ts';
import { eventually, RehearsalError } from './faults.ts';

export const REGION = 'us-east-1';
export const ACCOUNT = '000000000000';
/** MiniStack's root user. */
export const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

const observationSchema = z.union([
  z.object({ ran: z.string(), failure: z.string().nullable() }),
  z.object({ refused: z.string(), who: z.string(), resource: z.string() }),
]);
export type Observation = z.infer<typeof observationSchema>;

export interface Ministack {
  url: string;
  port: number;
  certificateFile: string;
  /** Runs of functions and refused calls, so far. */
  observed: () => Observation[];
  /** The last warnings and errors of its log. */
  complaints: () => string[];
  isRunning: () => boolean;
  stop: () => Promise<void>;
}

const START_WITHIN_MS = 60_000;

/** Starts the emulator on a free port of 127.0.0.1, and has this process trust its certificate. */
export const startMinistack = async (
  processes: Processes,
  python: Python,
  folder: string,
): Promise<Ministack> => {
  const port = await freePort();
  const scratch = path.join(folder, 'scratch');
  mkdirSync(scratch);
  // It runs functions by a CommonJS script in here, and our own package.json above would make that a module.
  writeFileSync(path.join(scratch, 'package.json'), '{"type":"commonjs"}');
  const running = processes.start({
    file: python.file,
    args: [path.join(import.meta.dirname, 'emulator.py'), String(port), folder],
    cwd: folder,
    env: {
      // Functions run as `node` and inherit all of this, so it must name no endpoint of AWS and no proxy.
      PATH: [path.dirname(process.execPath), process.env['PATH'] ?? ''].join(path.delimiter),
      HOME: folder,
      TMPDIR: scratch,
      STATE_DIR: scratch,
      S3_DATA_DIR: scratch,
      TZ: 'UTC',
      MINISTACK_REGION: REGION,
      // It looks for containers to clean up; there are none of ours.
      DOCKER_HOST: `unix://${path.join(folder, 'no-docker.sock')}`,
    },
  });
  const certificateFile = path.join(folder, 'certificate.pem');
  const journal = path.join(folder, 'observed.jsonl');
  await waitUntilReady(running, port, certificateFile);
  return {
    url: `https://127.0.0.1:${port}`,
    port,
    certificateFile,
    observed: () => (existsSync(journal) ? readObservations(readFileSync(journal, 'utf8')) : []),
    complaints: () =>
      running
        .output()
        .split('\n')
        .filter((line) => / (WARNING|ERROR|CRITICAL) /.test(line))
        .slice(-10),
    isRunning: running.isRunning,
    stop: running.stop,
  };
};

/** The last line may still be on its way. */
const readObservations = (text: string): Observation[] =>
  text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => observationSchema.parse(JSON.parse(line)));

const waitUntilReady = async (running: Running, port: number, certificateFile: string): Promise<void> => {
  await eventually(() => !running.isRunning() || existsSync(certificateFile), {
    is: (there) => there,
    within: START_WITHIN_MS,
    otherwise: () => 'MiniStack wrote no certificate',
  });
  const isUp = await eventually(async () => !running.isRunning() || (await answers(port, certificateFile)), {
    is: (up) => up,
    within: START_WITHIN_MS,
    otherwise: () => 'MiniStack does not answer',
  });
  if (!isUp || !running.isRunning()) {
    throw new RehearsalError(`MiniStack did not start: ${lastLines(running.output(), 3)}`);
  }
  setDefaultCACertificates([...getCACertificates('default'), readFileSync(certificateFile, 'utf8')]);
};

const answers = (port: number, certificateFile: string): Promise<boolean> =>
  new Promise((resolve) => {
    const ca = readFileSync(certificateFile, 'utf8');
    const call = request({ host: '127.0.0.1', port, path: '/_ministack/health', ca, agent: false });
    call.on('response', (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    call.on('error', () => resolve(false));
    call.end();
  });

const lastLines = (text: string, count: number): string => text.trim().split('\n').slice(-count).join('\n');

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port);
        else reject(new Error('No port is free'));
      });
    });
  });

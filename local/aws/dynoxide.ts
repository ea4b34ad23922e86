import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import path from 'node:path';
import { LOOPBACK } from '../http/loopback.ts';

export interface Dynoxide {
  url: string;
  stop: () => Promise<void>;
}

/** Why there is no DynamoDB, and what to do, in one line. */
export class DynamoError extends Error {
  override readonly name = 'DynamoError';
}

const DYNOXIDE = 'dynoxide@1.2.1';

/**
 * Runs dynoxide on a file; `onEnd` is told when it ends by itself later on.
 * @throws DynamoError when it does not start.
 */
export const startDynoxide = async (
  file: string,
  onEnd: (error: DynamoError) => void,
  choosePort = freePort,
): Promise<Dynoxide> => {
  const binary = nativeBinary();
  const command = binary === undefined ? ['npx', '--yes', DYNOXIDE] : [binary];
  const startOn = async (port: number) => {
    const url = `http://${LOOPBACK}:${port}`;
    const server = run([...command, '--host', LOOPBACK, '--port', String(port), '--db-path', file]);
    const up = await isUp(url, server.ended);
    if (!up) await server.stop();
    return { url, server, up };
  };
  let started = await startOn(await choosePort());
  for (let tries = 1; tries < PORTS_TRIED && isPortTaken(started); tries += 1) {
    started = await startOn(await choosePort());
  }
  const { url, server, up } = started;
  if (!up) {
    const remedy =
      binary === undefined
        ? `Install ${DYNOXIDE} for this platform, or set DYNAMODB_ENDPOINT to a DynamoDB Local.`
        : `Its data are in ${file}; move that away to begin anew.`;
    throw new DynamoError(`DynamoDB did not start: ${server.lastWords()} ${remedy}`);
  }
  let expected = false;
  void server.ended.then(() => {
    if (!expected)
      onEnd(new DynamoError(`DynamoDB has ended: ${server.lastWords()} Start the service again.`));
  });
  return {
    url,
    stop: async () => {
      expected = true;
      await server.stop();
    },
  };
};

/** Between the moment when a port is found free and its use, somebody else may take it. */
const PORTS_TRIED = 3;
const isPortTaken = ({ up, server }: { up: boolean; server: { lastWords: () => string } }): boolean =>
  !up && /already in use/i.test(server.lastWords());

/** The server ends when our end of its input closes, which a kill -9 of this process does too; the shell ends with it. */
const UNTIL_INPUT_CLOSES = `
exec 3<&0
"$@" >/dev/null 3<&- & server=$!
{ cat <&3; kill "$server"; } >/dev/null 2>&1 &
exec 3<&-
wait "$server"
`;

const run = (command: readonly string[]) => {
  const child = spawn('sh', ['-c', UNTIL_INPUT_CLOSES, 'sh', ...command], {
    stdio: ['pipe', 'ignore', 'pipe'],
    // Ctrl-C in a terminal is for us; the database ends when we are done with it.
    detached: true,
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2000);
  });
  // Whoever has ended no longer reads.
  child.stdin.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    ended,
    lastWords: () =>
      said.trim().split('\n').at(-1) || `exit code ${child.exitCode ?? child.signalCode ?? 'unknown'}.`,
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
};

const nativeBinary = (): string | undefined => {
  try {
    const manifest = createRequire(import.meta.url).resolve('@dynoxide/linux-x64/package.json');
    return path.join(path.dirname(manifest), 'dynoxide');
  } catch {
    return undefined;
  }
};

/** npx may have to fetch it first. */
const LONGEST_START_MS = 60_000;

/** Waits until it answers; false when it ends before, or takes too long. */
const isUp = async (url: string, ended: Promise<void>): Promise<boolean> => {
  const started = performance.now();
  const over = ended.then(() => true);
  while (performance.now() - started < LONGEST_START_MS) {
    try {
      await fetch(url);
      return true;
    } catch {
      const pause = new Promise<false>((resolve) => setTimeout(() => resolve(false), 25));
      if (await Promise.race([over, pause])) return false;
    }
  }
  return false;
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, LOOPBACK, () => {
      const address = probe.address();
      probe.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port);
        else reject(new Error('No free port'));
      });
    });
  });

import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import type { Passage } from '../../local/cloud.ts';
import { clientAt, type CloudClient } from '../cloud-client.ts';
import { fromCloudSchema, type ToCloud } from './cloud-protocol.ts';
import { type Meddle, type Proxy, startProxy } from '../../local/http/proxy.ts';

/** The embedded cloud in a process of its own, with meddlers in front of what it calls and what calls it. */
export interface KillableCloud extends CloudClient {
  /** Ends one execution environment of a function wherever it is; resolves when it is over. */
  crash: (environment: string) => Promise<void>;
  /** kill -9. */
  kill: () => Promise<void>;
  stop: () => Promise<void>;
}

export interface KillableCloudOptions {
  dataDir: string;
  appYaml: string;
  meddlers: Readonly<Record<Passage, Meddle>>;
}

export const startKillableCloud = async (options: KillableCloudOptions): Promise<KillableCloud> => {
  const child = fork(
    path.join(import.meta.dirname, 'cloud-process.ts'),
    [options.dataDir, options.appYaml],
    // The flags of a test runner are not for it.
    { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  );
  const tell = (message: ToCloud): void => void child.send(message);
  const proxies: Proxy[] = [];
  const crashes = new Map<string, () => void>();
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The cloud ended with ${code} before it was ready`)));
    child.on('message', (raw) => {
      const message = fromCloudSchema.parse(raw);
      if (message.type === 'ready') resolve(message.url);
      if (message.type === 'crashed') crashes.get(message.environment)?.();
      if (message.type !== 'via') return;
      void startProxy(message.url, options.meddlers[message.what]).then((proxy) => {
        proxies.push(proxy);
        tell({ type: 'via', what: message.what, url: proxy.url });
      });
    });
  });
  const end = async (how: () => void): Promise<void> => {
    how();
    await ended;
    for (const over of crashes.values()) over();
    await Promise.all(proxies.map((proxy) => proxy.stop()));
  };
  return {
    ...clientAt(url),
    crash: (environment) =>
      isRunning(child)
        ? new Promise((resolve) => {
            crashes.set(environment, resolve);
            tell({ type: 'crash', environment });
          })
        : Promise.resolve(),
    kill: () => end(() => child.kill('SIGKILL')),
    stop: () => end(() => tell({ type: 'stop' })),
  };
};

const isRunning = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;

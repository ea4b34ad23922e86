import type { WriteStream } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { FromWorker, ToWorker, WorkerSetup } from './protocol.ts';

export interface InstanceSetup extends WorkerSetup {
  /** Tells it from the others of its function. */
  label: string;
  environment: Record<string, string>;
  log: WriteStream;
}

/** Why an invocation gave no answer. */
export class InvocationError extends Error {
  override readonly name = 'InvocationError';
}

/** The whole service ends or starts afresh, so nobody needs to hear of it. */
export class InvocationStopped extends InvocationError {}

interface Current {
  requestId: string;
  resolve: (result: unknown) => void;
  reject: (error: InvocationError) => void;
}

const LOOK_EVERY_MS = 500;
/** Node would take 48 MB for each, most of it empty. */
const YOUNG_GENERATION_MB = 12;

/** One execution environment of a function: a thread with the deployed bundle, one invocation at a time. */
export class Instance {
  private readonly worker: Worker;
  private current: Current | undefined;
  private restingUntilMs: number | undefined;
  /** Since when it waits for an invocation, in real time (`performance.now()`). */
  idleSince = performance.now();
  /** Functions that never sleep need not hear that the clock was moved. */
  hasSlept = false;
  ended = false;
  readonly label: string;

  constructor(setup: InstanceSetup, onEnd: () => void) {
    const { environment, log, label, ...workerSetup } = setup;
    this.label = label;
    this.worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: workerSetup,
      env: environment,
      stdout: true,
      stderr: true,
      resourceLimits: {
        maxOldGenerationSizeMb: setup.memoryMb,
        maxYoungGenerationSizeMb: YOUNG_GENERATION_MB,
      },
    });
    this.worker.stdout.pipe(log, { end: false });
    this.worker.stderr.pipe(log, { end: false });
    this.worker.on('message', (message: FromWorker) => this.hear(message));
    this.worker.on('error', (error: Error) => this.end(`the function crashed: ${error.message}`));
    this.worker.on('exit', (code) => {
      this.end(`the function exited with code ${code}`);
      onEnd();
    });
  }

  /** When it will go on, if all it does is sleep; undefined while it works or waits for an invocation. */
  restingUntil(): number | undefined {
    return this.current === undefined ? undefined : this.restingUntilMs;
  }

  isBusy(): boolean {
    return this.current !== undefined;
  }

  /** Runs one invocation. @throws InvocationError when the function fails, crashes or runs out of time. */
  invoke(requestId: string, event: unknown, time: { deadline: number; timeoutMs: number }): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.current = { requestId, resolve, reject };
      this.restingUntilMs = undefined;
      this.post({ type: 'invoke', requestId, event, deadline: time.deadline });
      this.watchDeadline(requestId, time);
    });
  }

  wake(): void {
    if (this.restingUntilMs !== undefined && Date.now() >= this.restingUntilMs)
      this.restingUntilMs = undefined;
    if (this.current !== undefined && this.hasSlept) this.post({ type: 'wake' });
  }

  async stop(): Promise<void> {
    this.ended = true;
    this.current?.reject(new InvocationStopped('the function was stopped'));
    this.current = undefined;
    await this.worker.terminate();
  }

  crash(): void {
    this.end('the function was ended by its host');
    void this.worker.terminate();
  }

  /** Lambda ends what runs too long, wherever it is; by real time as well, since the clock may stand still. */
  private watchDeadline(requestId: string, time: { deadline: number; timeoutMs: number }): void {
    const started = performance.now();
    const look = (): void => {
      if (this.current?.requestId !== requestId) return;
      const isOver = Date.now() >= time.deadline || performance.now() - started > 2 * time.timeoutMs;
      if (!isOver) {
        setTimeout(look, LOOK_EVERY_MS).unref();
        return;
      }
      this.end('the function timed out');
      void this.worker.terminate();
    };
    setTimeout(look, LOOK_EVERY_MS).unref();
  }

  private hear(message: FromWorker): void {
    if (message.type === 'resting') {
      this.restingUntilMs = message.until;
      this.hasSlept = true;
      return;
    }
    const current = this.current;
    if (current?.requestId !== message.requestId) return;
    this.current = undefined;
    this.idleSince = performance.now();
    if (message.type === 'done') current.resolve(message.result);
    else current.reject(new InvocationError(message.error));
  }

  private end(why: string): void {
    this.ended = true;
    const current = this.current;
    this.current = undefined;
    current?.reject(new InvocationError(why));
  }

  private post(message: ToWorker): void {
    this.worker.postMessage(message);
  }
}

import { randomUUID } from 'node:crypto';
import { createWriteStream, type WriteStream } from 'node:fs';
import path from 'node:path';
import type { FunctionModel } from '../stacks/model.ts';
import { Instance, InvocationStopped } from './instance.ts';

export interface PoolSetup {
  fn: FunctionModel;
  /** The most instances at a time. */
  concurrency: number;
  /** Added to what the stack sets: addresses and keys of this machine. */
  environment: Record<string, string>;
  clock: SharedArrayBuffer;
  logDir: string;
}

/** A function with as many instances as it needs, up to its concurrency; more invocations wait. */
export class FunctionPool {
  readonly name: string;
  readonly memoryMb: number;
  readonly bundle: string;
  private readonly setup: PoolSetup;
  private readonly log: WriteStream;
  private instances: Instance[] = [];
  private waiting: (() => void)[] = [];
  private started = 0;
  private stopped = false;
  /** Invocations since the start, and how many of them are over. */
  invocations = 0;
  completed = 0;
  /** What Lambda would bill for them: by the clock that is moved where they slept, by the machine's where they worked. */
  billedMs = 0;

  constructor(setup: PoolSetup) {
    this.setup = setup;
    this.name = setup.fn.FunctionName;
    this.memoryMb = setup.fn.MemorySize;
    this.bundle = setup.fn.bundle;
    this.log = createWriteStream(path.join(setup.logDir, `${this.name}.log`), { flags: 'a' });
    // Each instance adds a few listeners of its own.
    this.log.setMaxListeners(0);
  }

  /** Runs the function. @throws InvocationError */
  async invoke(event: unknown): Promise<unknown> {
    this.invocations += 1;
    let instance = this.freeInstance();
    while (instance === undefined) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
      instance = this.freeInstance();
    }
    // Nothing may come between finding it and this call, which makes it busy.
    const timeoutMs = this.setup.fn.Timeout * 1000;
    const started = { worked: performance.now(), slept: Date.now() };
    try {
      return await instance.invoke(randomUUID(), event, { deadline: Date.now() + timeoutMs, timeoutMs });
    } finally {
      this.completed += 1;
      const workedMs = performance.now() - started.worked;
      this.billedMs += instance.hasSlept ? Math.max(workedMs, Date.now() - started.slept) : workedMs;
      this.waiting.shift()?.();
    }
  }

  isBusy(): boolean {
    return this.waiting.length > 0 || this.instances.some((instance) => instance.isBusy());
  }

  /** True while something happens; sleeping is nothing. */
  isWorking(): boolean {
    return (
      this.waiting.length > 0 ||
      this.instances.some((instance) => instance.isBusy() && (instance.restingUntil() ?? 0) <= Date.now())
    );
  }

  /** When the first of its sleepers wakes. */
  nextDueAt(): number | undefined {
    const wakes = this.instances.flatMap((instance) => instance.restingUntil() ?? []);
    return wakes.length > 0 ? Math.min(...wakes) : undefined;
  }

  wakesAt(): number | undefined {
    return this.nextDueAt();
  }

  holdsTime(): boolean {
    return this.nextDueAt() !== undefined && this.isWorking();
  }

  /** Sleepers wake by themselves as time passes. */
  runDue(): void {
    this.wake();
  }

  wake(): void {
    for (const instance of this.instances) instance.wake();
  }

  /** Ends all instances, wherever they are; the next invocation starts afresh. */
  async restart(): Promise<void> {
    await Promise.all(this.instances.map((instance) => instance.stop()));
  }

  /** Ends the instance of that label wherever it is, as Lambda's host may at any moment; false when it is not here. */
  crash(label: string): boolean {
    const found = this.instances.find((instance) => instance.label === label);
    found?.crash();
    return found !== undefined;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.restart();
    this.log.end();
  }

  /** Instances that wait for an invocation. */
  idleInstances(): Instance[] {
    return this.instances.filter((instance) => !instance.isBusy() && !instance.ended);
  }

  private freeInstance(): Instance | undefined {
    if (this.stopped) throw new InvocationStopped('the function was stopped');
    // The one that was used last, so that those that are not needed grow old.
    const idle = this.idleInstances().toSorted((a, b) => b.idleSince - a.idleSince)[0];
    if (idle) return idle;
    return this.instances.length < this.setup.concurrency ? this.start() : undefined;
  }

  private start(): Instance {
    const { fn, environment, clock } = this.setup;
    this.started += 1;
    // The SDK complains of longer names than fifty characters, and Powertools adds some of its own.
    const label = `${fn.Environment.Variables['POWERTOOLS_SERVICE_NAME'] ?? fn.FunctionName}.${this.started}`;
    const instance: Instance = new Instance(
      {
        bundle: fn.bundle,
        clock,
        functionName: fn.FunctionName,
        memoryMb: fn.MemorySize,
        environment: {
          ...fn.Environment.Variables,
          ...environment,
          AWS_LAMBDA_FUNCTION_NAME: fn.FunctionName,
          // Calls say by this whose they are.
          AWS_SDK_UA_APP_ID: label,
        },
        label,
        log: this.log,
      },
      () => {
        this.instances = this.instances.filter((one) => one !== instance);
        this.waiting.shift()?.();
      },
    );
    this.instances.push(instance);
    return instance;
  }
}

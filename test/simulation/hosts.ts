import type { FunctionSetup, Invoke, Request, Response } from './functions.ts';
import type { Run } from './turns.ts';
import type { World } from './world.ts';

interface Environment {
  invoke: Invoke;
  run: Run;
  isBusy: boolean;
}

/** Runs one function as Lambda does: environments that serve one invocation at a time, and end with their host. */
export interface Host {
  setup: FunctionSetup;
  /** Starts whatever is due: a batch of its queue, or its rule. */
  startDue: () => void;
  /** Calls it as the API does; undefined when all its environments are busy. `tell` hears nothing if it dies. */
  call: (request: Request, tell: (response: Response | 'failed') => void) => boolean;
  nextDueAt: () => number | undefined;
  /** Ends invocations that ran out of time. */
  endOverdue: () => void;
}

/** What a function keeps for itself at the end of its time to answer in order. */
const MARGIN_MS = 5_000;

export const makeHost = (world: World, setup: FunctionSetup): Host => {
  let environments: Environment[] = [];
  let nextRunAt = world.now();

  const free = (): Environment | undefined => {
    const idle = environments.find(({ isBusy }) => !isBusy);
    if (idle || environments.length >= setup.concurrency) return idle;
    const run: Run = {
      name: setup.name,
      deadline: Infinity,
      isAlive: true,
      onEnd: () => {
        environments = environments.filter((one) => one !== made);
      },
    };
    const made: Environment = { invoke: setup.start(world, run), run, isBusy: false };
    environments.push(made);
    return made;
  };

  const invoke = (
    environment: Environment,
    input: Omit<Parameters<Invoke>[0], 'endsAt'>,
    done: (outcome: Awaited<ReturnType<Invoke>> | 'failed') => void,
  ): void => {
    const { run } = environment;
    run.deadline = world.now() + setup.timeoutMs;
    environment.isBusy = true;
    const finish = (outcome: Awaited<ReturnType<Invoke>> | 'failed'): void => {
      if (!run.isAlive) return;
      run.deadline = Infinity;
      environment.isBusy = false;
      done(outcome);
    };
    environment.invoke({ ...input, endsAt: run.deadline - MARGIN_MS }).then(finish, () => finish('failed'));
  };

  const startBatch = (): void => {
    if (setup.trigger.kind !== 'queue') return;
    const queue = world.queues[setup.trigger.queue];
    for (;;) {
      const environment = (queue.nextVisibleAt() ?? Infinity) <= world.now() ? free() : undefined;
      if (environment === undefined) return;
      const records = queue.receive(setup.trigger.batchSize, world.now());
      if (records.length === 0) return;
      invoke(environment, { records }, (outcome) => {
        if (outcome === 'failed') return;
        const kept = new Set(outcome.kept ?? []);
        queue.remove(records.filter(({ messageId }) => !kept.has(messageId)));
      });
    }
  };

  return {
    setup,
    startDue: () => {
      startBatch();
      if (setup.trigger.kind !== 'rule' || nextRunAt > world.now()) return;
      nextRunAt = world.now() + setup.trigger.everyMs;
      const environment = free();
      if (environment) invoke(environment, { records: [] }, () => undefined);
    },
    call: (request, tell) => {
      const environment = free();
      if (environment === undefined) return false;
      invoke(environment, { records: [], request }, (outcome) =>
        tell(outcome === 'failed' || outcome.answer === undefined ? 'failed' : outcome.answer),
      );
      return true;
    },
    nextDueAt: () => {
      if (setup.trigger.kind === 'rule') return nextRunAt;
      if (
        setup.trigger.kind === 'api' ||
        environments.filter(({ isBusy }) => isBusy).length >= setup.concurrency
      )
        return undefined;
      return world.queues[setup.trigger.queue].nextVisibleAt();
    },
    endOverdue: () => {
      for (const { run } of [...environments]) {
        if (run.deadline <= world.now()) world.turns.end(run, () => world.chance() < 0.5);
      }
    },
  };
};

import {
  DeleteFunctionConcurrencyCommand,
  GetFunctionConcurrencyCommand,
  type LambdaClient,
  paginateListEventSourceMappings,
  paginateListFunctions,
  PutFunctionConcurrencyCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { OFF_TAG, RESERVED_TAG } from './facts.ts';

/** What a stage's functions have before they are stopped, as tags keep it. */
export interface Functions {
  /** What is to be remembered: reserved concurrency by function, and mappings that were off. */
  remember: () => Promise<Record<string, string>>;
  /** Takes nothing from queues any more, and runs nothing. */
  stop: () => Promise<void>;
  /** Gives back what was remembered. */
  start: (remembered: Readonly<Record<string, string>>) => Promise<void>;
}

interface Mapping {
  id: string;
  isOn: boolean;
}

/** Lambda answers some ten such calls a second. */
const inTurn = async <T>(items: readonly T[], run: (item: T) => Promise<unknown>): Promise<void> => {
  for (const item of items) await run(item);
};

export const makeFunctions = (lambda: LambdaClient, prefix: string): Functions => {
  const names = async (): Promise<string[]> => {
    const found: string[] = [];
    for await (const page of paginateListFunctions({ client: lambda }, {})) {
      found.push(...(page.Functions ?? []).map(({ FunctionName = '' }) => FunctionName));
    }
    return found.filter((name) => name.startsWith(prefix));
  };
  const mappings = async (): Promise<Mapping[]> => {
    const found: Mapping[] = [];
    for await (const page of paginateListEventSourceMappings({ client: lambda }, {})) {
      for (const { UUID = '', FunctionArn = '', State = '' } of page.EventSourceMappings ?? []) {
        if (!FunctionArn.includes(`:function:${prefix}`)) continue;
        found.push({ id: UUID, isOn: !/^Disabl/.test(State) });
      }
    }
    return found;
  };
  const setMapping = (UUID: string, Enabled: boolean) =>
    lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));
  return {
    remember: async () => {
      const tags: Record<string, string> = {};
      await inTurn(await names(), async (FunctionName) => {
        const { ReservedConcurrentExecutions: reserved } = await lambda.send(
          new GetFunctionConcurrencyCommand({ FunctionName }),
        );
        if (reserved !== undefined) tags[RESERVED_TAG + FunctionName.slice(prefix.length)] = String(reserved);
      });
      for (const { id, isOn } of await mappings()) if (!isOn) tags[OFF_TAG + id] = 'yes';
      return tags;
    },
    stop: async () => {
      // First the queues: what they hand to a function that may not run comes nearer to their dead letters each time.
      await inTurn(
        (await mappings()).filter(({ isOn }) => isOn),
        ({ id }) => setMapping(id, false),
      );
      await inTurn(await names(), (FunctionName) =>
        lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 })),
      );
    },
    start: async (remembered) => {
      await inTurn(await names(), (FunctionName) => {
        const reserved = remembered[RESERVED_TAG + FunctionName.slice(prefix.length)];
        return reserved === undefined
          ? lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }))
          : lambda.send(
              new PutFunctionConcurrencyCommand({
                FunctionName,
                ReservedConcurrentExecutions: Number(reserved),
              }),
            );
      });
      await inTurn(
        (await mappings()).filter(({ id, isOn }) => !isOn && remembered[OFF_TAG + id] === undefined),
        ({ id }) => setMapping(id, true),
      );
    },
  };
};

import {
  CloudFormationClient,
  paginateListStackResources,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, paginateListTables } from '@aws-sdk/client-dynamodb';
import {
  GetFunctionConcurrencyCommand,
  LambdaClient,
  paginateListEventSourceMappings,
  paginateListFunctions,
} from '@aws-sdk/client-lambda';
import { collect } from './pages.ts';

/** What a stack has made, and may have been deleted or stopped by hand since. */
export interface Part {
  stack: string;
  /** CloudFormation's word, such as `AWS::Lambda::Function`. */
  type: string;
  /** Its name, but of an event source mapping its UUID. */
  name: string;
}

export interface Consumer {
  uuid: string;
  functionName: string;
  isEnabled: boolean;
}

/** What there is in the account, whoever made it. */
export interface PartsReader {
  partsOf: (stack: string) => Promise<Part[]>;
  functions: () => Promise<string[]>;
  tables: () => Promise<string[]>;
  alarms: (prefix: string) => Promise<string[]>;
  /** What hands the messages of queues to functions. */
  consumers: () => Promise<Consumer[]>;
  /** How many runs of a function are reserved; undefined where none are. */
  reserved: (functionName: string) => Promise<number | undefined>;
}

/** Queues are known by their URLs, rules of a bus by `bus|rule`. */
const nameOf = (id: string): string => id.slice(Math.max(id.lastIndexOf('/'), id.lastIndexOf('|')) + 1);

const partOf =
  (stack: string) =>
  ({ ResourceType = '', PhysicalResourceId = '' }: StackResourceSummary): Part => ({
    stack,
    type: ResourceType,
    name: nameOf(PhysicalResourceId),
  });

/** Reads with the credentials and the region of the shell. */
export const makePartsReader = (): PartsReader => {
  const cloudFormation = new CloudFormationClient({});
  const lambda = new LambdaClient({ maxAttempts: 8 });
  return {
    partsOf: (StackName) =>
      collect(paginateListStackResources({ client: cloudFormation }, { StackName }), (page) =>
        (page.StackResourceSummaries ?? []).map(partOf(StackName)),
      ),
    functions: () =>
      collect(paginateListFunctions({ client: lambda }, {}), (page) =>
        (page.Functions ?? []).map(({ FunctionName = '' }) => FunctionName),
      ),
    tables: () =>
      collect(paginateListTables({ client: new DynamoDBClient({}) }, {}), (page) => page.TableNames ?? []),
    alarms: (AlarmNamePrefix) =>
      collect(paginateDescribeAlarms({ client: new CloudWatchClient({}) }, { AlarmNamePrefix }), (page) =>
        [...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? [])].map(
          ({ AlarmName = '' }) => AlarmName,
        ),
      ),
    consumers: () =>
      collect(paginateListEventSourceMappings({ client: lambda }, {}), (page) =>
        (page.EventSourceMappings ?? []).map(({ UUID = '', FunctionArn = '', State = '' }) => ({
          uuid: UUID,
          functionName: FunctionArn.split(':')[6] ?? '',
          isEnabled: !/^Disabl/.test(State),
        })),
      ),
    reserved: async (FunctionName) => {
      const answer = await lambda.send(new GetFunctionConcurrencyCommand({ FunctionName }));
      return answer.ReservedConcurrentExecutions;
    },
  };
};

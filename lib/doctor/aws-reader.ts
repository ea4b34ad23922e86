import { ACMClient, DescribeCertificateCommand } from '@aws-sdk/client-acm';
import { CloudFormationClient, paginateDescribeStacks } from '@aws-sdk/client-cloudformation';
import {
  CloudWatchClient,
  GetMetricStatisticsCommand,
  paginateDescribeAlarms,
} from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import {
  GetAccountSettingsCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { paginateListSubscriptionsByTopic, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, paginateListQueues, SQSClient } from '@aws-sdk/client-sqs';
import { collect } from './pages.ts';
import { readSmsIdentity } from './sms-identity-reader.ts';

export interface StackFacts {
  name: string;
  /** CloudFormation's word, such as `UPDATE_COMPLETE`. */
  status: string;
  outputs: ReadonlyMap<string, string>;
}

export interface CertificateFacts {
  /** ACM's word, such as `ISSUED`. */
  status: string;
  /** The names that it is for, with `*` for one label. */
  names: string[];
}

export interface RuleFacts {
  name: string;
  bus: string;
  /** What it is for, in its own words. */
  description: string;
  isEnabled: boolean;
}

export interface MetricQuestion {
  namespace: string;
  name: string;
  dimensions: Readonly<Record<string, string>>;
}

/** What an operator may read of an account. */
export interface AwsReader {
  /** Every stack of the account and region. */
  stacks: () => Promise<StackFacts[]>;
  /** How many functions the account may run at a time. */
  concurrency: () => Promise<number>;
  certificate: (arn: string) => Promise<CertificateFacts>;
  environment: (functionName: string) => Promise<Record<string, string>>;
  secret: (id: string) => Promise<string>;
  /** Who hears of a topic; one who did not confirm has no ARN. */
  subscriptions: (topicArn: string) => Promise<{ endpoint: string; isConfirmed: boolean }[]>;
  /** Alarms that sound now. */
  alarms: (prefix: string) => Promise<{ name: string; description: string }[]>;
  /** Rules of a bus whose names begin so, by a clock or for events. */
  rules: (bus: string, prefix: string) => Promise<RuleFacts[]>;
  /** Queues whose names begin so, and how much waits on each. */
  queues: (prefix: string) => Promise<{ name: string; waiting: number }[]>;
  /** AWS's word of what text messages come from; undefined where the account has none of it. */
  smsIdentity: (identity: string) => Promise<string | undefined>;
  /** What a metric adds up to since then. */
  sumSince: (since: Date, metric: MetricQuestion) => Promise<number>;
}

/** Asks once for each question; nothing changes while somebody looks. */
const once = <Question extends string[], T>(
  read: (...question: Question) => Promise<T>,
): ((...question: Question) => Promise<T>) => {
  const known = new Map<string, Promise<T>>();
  return (...question) => {
    const key = question.join('\n');
    const answer = known.get(key) ?? read(...question);
    known.set(key, answer);
    return answer;
  };
};

const readStacks = (client: CloudFormationClient): Promise<StackFacts[]> =>
  collect(paginateDescribeStacks({ client }, {}), ({ Stacks = [] }) =>
    Stacks.map(({ StackName = '', StackStatus = '', Outputs = [] }) => ({
      name: StackName,
      status: StackStatus,
      outputs: new Map(
        Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue] as const),
      ),
    })),
  );

const readQueues = async (client: SQSClient, prefix: string) => {
  const pages = paginateListQueues({ client }, { QueueNamePrefix: prefix, MaxResults: 1000 });
  const urls = await collect(pages, ({ QueueUrls = [] }) => QueueUrls);
  return Promise.all(
    urls.map(async (QueueUrl) => {
      const { Attributes = {} } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
      );
      const waiting = Number(Attributes['ApproximateNumberOfMessages'] ?? 0);
      return { name: QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1), waiting };
    }),
  );
};

const readSubscriptions = (TopicArn: string) =>
  collect(paginateListSubscriptionsByTopic({ client: new SNSClient({}) }, { TopicArn }), (page) =>
    (page.Subscriptions ?? []).map(({ Endpoint = '', SubscriptionArn = '' }) => ({
      endpoint: Endpoint,
      // One that did not confirm has the word PendingConfirmation there.
      isConfirmed: SubscriptionArn.startsWith('arn:'),
    })),
  );

const readAlarms = (client: CloudWatchClient, AlarmNamePrefix: string) =>
  collect(paginateDescribeAlarms({ client }, { AlarmNamePrefix, StateValue: 'ALARM' }), (page) =>
    (page.MetricAlarms ?? []).map(({ AlarmName = '', AlarmDescription = '' }) => ({
      name: AlarmName,
      description: AlarmDescription,
    })),
  );

const readRules = async (client: EventBridgeClient, bus: string, prefix: string): Promise<RuleFacts[]> => {
  const found: RuleFacts[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListRulesCommand({ EventBusName: bus, NamePrefix: prefix, NextToken: token }),
    );
    for (const { Name = '', Description = '', State } of page.Rules ?? []) {
      found.push({ name: Name, bus, description: Description, isEnabled: State !== 'DISABLED' });
    }
    token = page.NextToken;
  } while (token !== undefined);
  return found;
};

const A_DAY_S = 24 * 60 * 60;

/** Reads with the credentials and the region of the shell. */
export const makeAwsReader = (): AwsReader => {
  const lambda = new LambdaClient({});
  const cloudWatch = new CloudWatchClient({});
  return {
    stacks: once(() => readStacks(new CloudFormationClient({}))),
    concurrency: async () => {
      const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
      return AccountLimit?.ConcurrentExecutions ?? 0;
    },
    certificate: async (CertificateArn) => {
      const { Certificate: found } = await new ACMClient({}).send(
        new DescribeCertificateCommand({ CertificateArn }),
      );
      const names = new Set([found?.DomainName ?? '', ...(found?.SubjectAlternativeNames ?? [])]);
      return { status: found?.Status ?? '', names: [...names] };
    },
    environment: async (FunctionName) => {
      const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
      return Environment?.Variables ?? {};
    },
    secret: async (SecretId) => {
      const { SecretString = '' } = await new SecretsManagerClient({}).send(
        new GetSecretValueCommand({ SecretId }),
      );
      return SecretString;
    },
    subscriptions: readSubscriptions,
    alarms: (prefix) => readAlarms(cloudWatch, prefix),
    rules: once((bus, prefix) => readRules(new EventBridgeClient({}), bus, prefix)),
    queues: once((prefix) => readQueues(new SQSClient({}), prefix)),
    smsIdentity: readSmsIdentity,
    sumSince: async (since, { namespace, name, dimensions }) => {
      const { Datapoints = [] } = await cloudWatch.send(
        new GetMetricStatisticsCommand({
          Namespace: namespace,
          MetricName: name,
          Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
          StartTime: since,
          EndTime: new Date(since.getTime() + A_DAY_S * 1000),
          Period: A_DAY_S,
          Statistics: ['Sum'],
        }),
      );
      return Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0);
    },
  };
};

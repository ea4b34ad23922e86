import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import {
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListEventBusesCommand,
  ListRulesCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  DeleteRuleCommand,
} from '@aws-sdk/client-eventbridge';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import {
  GetScheduleCommand,
  ListScheduleGroupsCommand,
  ListSchedulesCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import {
  ListSecretsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import {
  ListSubscriptionsByTopicCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { ACCOUNT, CREDENTIALS, type Ministack, REGION } from './ministack.ts';

export interface Ear {
  /** Kinds of events that were heard so far. */
  heard: () => Promise<Set<string>>;
  stop: () => Promise<void>;
}

/** What an operator asks of the account, and what shows whether anything is left in it. */
export interface Account {
  putSecret: (name: string, value: unknown) => Promise<void>;
  /** Names and times of the timers of a group. */
  timers: (group: string) => Promise<{ name: string; at: string }[]>;
  /** Makes an empty table that is protected from deletion; answers its name. */
  makeProtectedTable: (name: string) => Promise<string>;
  putItem: (tableName: string, item: Record<string, unknown>) => Promise<void>;
  sendToQueue: (queueName: string, body: unknown) => Promise<void>;
  emptyQueue: (queueName: string) => Promise<void>;
  /** Takes out everybody who hears of a topic; answers their addresses. */
  unsubscribeAll: (topicName: string) => Promise<string[]>;
  subscribe: (topicName: string, address: string) => Promise<void>;
  /** Switches the rules of the clock off or on whose names begin so; answers their names. */
  switchRules: (prefix: string, to: 'on' | 'off') => Promise<string[]>;
  /** Puts an event of somebody else on a bus. */
  putOnBus: (busName: string, detailType: string, detail: unknown) => Promise<void>;
  /** Hears a bus from now on. */
  listen: (busName: string) => Promise<Ear>;
  /** Runs a function once a minute, until it is stopped. */
  runEveryMinute: (functionName: string) => Promise<{ stop: () => Promise<void> }>;
  /** Everything that is not part of every account. */
  leftovers: () => Promise<string[]>;
}

const eventSchema = z.object({ 'detail-type': z.string() });
const RULE = 'rehearsal';

export const openAccount = (ministack: Ministack): Account => {
  const where = { endpoint: ministack.url, region: REGION, credentials: CREDENTIALS };
  const sqs = new SQSClient(where);
  const bridge = new EventBridgeClient(where);
  const scheduler = new SchedulerClient(where);
  const secrets = new SecretsManagerClient(where);
  const sns = new SNSClient(where);
  const topicArn = (name: string): string => `arn:aws:sns:${REGION}:${ACCOUNT}:${name}`;

  const makeRule = async (rule: {
    bus?: string;
    schedule?: string;
    pattern?: string;
    target: string;
    name: string;
  }) => {
    const bus = rule.bus === undefined ? {} : { EventBusName: rule.bus };
    await bridge.send(
      new PutRuleCommand({
        Name: rule.name,
        ...bus,
        ScheduleExpression: rule.schedule,
        EventPattern: rule.pattern,
      }),
    );
    await bridge.send(
      new PutTargetsCommand({ Rule: rule.name, ...bus, Targets: [{ Id: 'only', Arn: rule.target }] }),
    );
    return async () => {
      await bridge.send(new RemoveTargetsCommand({ Rule: rule.name, ...bus, Ids: ['only'] }));
      await bridge.send(new DeleteRuleCommand({ Name: rule.name, ...bus }));
    };
  };
  return {
    putSecret: async (name, value) => {
      await secrets.send(new PutSecretValueCommand({ SecretId: name, SecretString: JSON.stringify(value) }));
    },
    timers: async (group) => {
      const { Schedules = [] } = await scheduler.send(new ListSchedulesCommand({ GroupName: group }));
      return Promise.all(
        Schedules.map(async ({ Name = '' }) => {
          const schedule = await scheduler.send(new GetScheduleCommand({ Name, GroupName: group }));
          return { name: Name, at: schedule.ScheduleExpression ?? '' };
        }),
      );
    },
    sendToQueue: async (queueName, body) => {
      const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queueName }));
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(body) }));
    },
    emptyQueue: async (queueName) => {
      const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queueName }));
      await sqs.send(new PurgeQueueCommand({ QueueUrl }));
    },
    unsubscribeAll: async (topicName) => {
      const { Subscriptions = [] } = await sns.send(
        new ListSubscriptionsByTopicCommand({ TopicArn: topicArn(topicName) }),
      );
      for (const { SubscriptionArn } of Subscriptions) {
        await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
      }
      return Subscriptions.map(({ Endpoint = '' }) => Endpoint);
    },
    subscribe: async (topicName, address) => {
      await sns.send(
        new SubscribeCommand({ TopicArn: topicArn(topicName), Protocol: 'email', Endpoint: address }),
      );
    },
    switchRules: async (NamePrefix, to) => {
      const { Rules = [] } = await bridge.send(new ListRulesCommand({ NamePrefix }));
      const names = Rules.map(({ Name = '' }) => Name);
      for (const Name of names) {
        await (to === 'on'
          ? bridge.send(new EnableRuleCommand({ Name }))
          : bridge.send(new DisableRuleCommand({ Name })));
      }
      return names;
    },
    makeProtectedTable: async (TableName) => {
      await new DynamoDBClient(where).send(
        new CreateTableCommand({
          TableName,
          DeletionProtectionEnabled: true,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        }),
      );
      return TableName;
    },
    putItem: async (TableName, Item) => {
      await DynamoDBDocumentClient.from(new DynamoDBClient(where)).send(new PutCommand({ TableName, Item }));
    },
    putOnBus: async (EventBusName, DetailType, detail) => {
      const entry = { EventBusName, Source: 'rehearsal', DetailType, Detail: JSON.stringify(detail) };
      await bridge.send(new PutEventsCommand({ Entries: [entry] }));
    },
    listen: async (busName) => {
      const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: RULE }));
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
      );
      const removeRule = await makeRule({
        name: RULE,
        bus: busName,
        pattern: JSON.stringify({ source: [{ prefix: '' }] }),
        target: Attributes?.['QueueArn'] ?? '',
      });
      const heard = new Set<string>();
      return {
        heard: async () => {
          const { Messages = [] } = await sqs.send(
            new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
          );
          for (const { Body = '{}', ReceiptHandle } of Messages) {
            heard.add(eventSchema.parse(JSON.parse(Body))['detail-type']);
            await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
          }
          return heard;
        },
        stop: async () => {
          await removeRule();
          await sqs.send(new DeleteQueueCommand({ QueueUrl }));
        },
      };
    },
    runEveryMinute: async (functionName) => ({
      stop: await makeRule({
        name: `${RULE}-${functionName}`,
        schedule: 'rate(1 minute)',
        target: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${functionName}`,
      }),
    }),
    leftovers: async () => {
      const [tables, queues, buckets, secretList, groups, buses, rules] = await Promise.all([
        new DynamoDBClient(where).send(new ListTablesCommand({})),
        sqs.send(new ListQueuesCommand({})),
        new S3Client(where).send(new ListBucketsCommand({})),
        secrets.send(new ListSecretsCommand({ IncludePlannedDeletion: true })),
        scheduler.send(new ListScheduleGroupsCommand({})),
        bridge.send(new ListEventBusesCommand({})),
        bridge.send(new ListRulesCommand({})),
      ]);
      const named = (list: { Name?: string | undefined }[] | undefined) =>
        (list ?? []).map(({ Name }) => Name ?? '');
      return [
        ...(tables.TableNames ?? []),
        ...(queues.QueueUrls ?? []),
        // What `cdk bootstrap` made belongs to the account.
        ...named(buckets.Buckets).filter((name) => !name.startsWith('cdk-')),
        ...named(secretList.SecretList),
        ...named(groups.ScheduleGroups).filter((name) => name !== 'default'),
        ...named(buses.EventBuses).filter((name) => name !== 'default'),
        ...named(rules.Rules),
      ];
    },
  };
};

import { Aws } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { smsConfigOf } from '../functions/sms/config.ts';
import { acknowledge } from './acknowledge.ts';
import type { DataStack } from './data-stack.ts';
import type { EdgeStack } from './edge-stack.ts';
import type { EventsStack } from './events-stack.ts';
import type { ServiceFunction } from './service-function.ts';
import { identityResource } from './sms-identity.ts';
import { resourceName } from './resource-name.ts';
import { type StageProps } from './stage.ts';

/** What all rooms of a stage share. */
export interface Stage extends StageProps {
  data: DataStack;
  edge: EdgeStack;
  events: EventsStack;
}

/** Something that a function works with: the environment that tells of it, and what is allowed, in one word. */
export type Use = (fn: ServiceFunction) => void;

type Verb =
  'GetItem' | 'BatchGetItem' | 'PutItem' | 'BatchWriteItem' | 'UpdateItem' | 'DeleteItem' | 'Query' | 'Scan';

const MAILGUN_URLS = { us: 'https://api.mailgun.net', eu: 'https://api.eu.mailgun.net' } as const;

/** Items of a table; a transaction needs the verbs of its parts. Without verbs its name alone is told. */
const table =
  (variable: string, { tableName, tableArn }: TableV2) =>
  (...verbs: Verb[]): Use =>
  (fn) => {
    fn.addEnvironment(variable, tableName);
    if (verbs.length === 0) return;
    fn.allow(
      verbs.map((verb) => `dynamodb:${verb}`),
      tableArn,
    );
  };

const indexes =
  ({ tableArn }: TableV2) =>
  (...names: string[]): Use =>
  (fn) => {
    fn.allow(['dynamodb:Query'], ...names.map((name) => `${tableArn}/index/${name}`));
  };

const secret =
  (variable: string, { secretArn }: Secret): Use =>
  (fn) => {
    fn.addEnvironment(variable, secretArn);
    fn.allow(['secretsmanager:GetSecretValue'], secretArn);
  };

const sendTo =
  (variable: string, { queueUrl, queueArn }: Queue): Use =>
  (fn) => {
    fn.addEnvironment(variable, queueUrl);
    fn.allow(['sqs:SendMessage'], queueArn);
  };

const all =
  (...uses: Use[]): Use =>
  (fn) => {
    for (const use of uses) use(fn);
  };

/** Everything that rooms use, by the name of what it is. */
// eslint-disable-next-line max-lines-per-function -- a list: each use is a few lines
export const makeUses = (stage: Stage) => {
  const { data, edge, events, config } = stage;
  const messages = table('SENDS_TABLE', data.sends);
  const messageIndexes = indexes(data.sends);
  const recipients = table('PREFERENCES_TABLE', data.preferences);
  const templates = table('TEMPLATES_TABLE', data.templates);
  const activity = table('ACTIVITY_TABLE', data.activity);
  const state = table('STATE_TABLE', data.state);
  const bus: Use = (fn) => {
    fn.addEnvironment('BUS_NAME', events.bus.eventBusName);
    fn.allow(['events:PutEvents'], events.bus.eventBusArn);
  };
  const baseUrl: Use = (fn) => {
    fn.addEnvironment('BASE_URL', edge.baseUrl);
  };
  const lanes = all(
    sendTo('TRANSACTIONAL_QUEUE_URL', events.lanes.transactional.queue),
    sendTo('BULK_QUEUE_URL', events.lanes.bulk.queue),
  );
  const attachments =
    (...verbs: ('GetObject' | 'PutObject' | 'DeleteObject')[]): Use =>
    (fn) => {
      const objects = `arn:${Aws.PARTITION}:s3:::${data.attachmentsBucket}/*`;
      fn.addEnvironment('ATTACHMENTS_BUCKET', data.attachmentsBucket);
      fn.allow(
        verbs.map((verb) => `s3:${verb}`),
        objects,
      );
      acknowledgeWildcard(
        fn,
        objects,
        'Objects of one private bucket, whose keys are made from message ids.',
      );
    };
  const timers: Use = (fn) => {
    const schedules = fn.stack.formatArn({
      service: 'scheduler',
      resource: 'schedule',
      resourceName: `${events.timersGroup}/*`,
    });
    fn.addEnvironment('TIMERS_GROUP', events.timersGroup);
    fn.addEnvironment('TIMERS_DEAD_LETTER_ARN', events.timersDeadLetters.queueArn);
    fn.addEnvironment('TIMERS_ROLE_ARN', events.timersRole.roleArn);
    // One for all rooms: an environment is small.
    fn.addEnvironment(
      'TIMERS_QUEUES_ARN',
      fn.stack.formatArn({ service: 'sqs', resource: resourceName(config, '') }),
    );
    fn.allow(['scheduler:CreateSchedule', 'scheduler:UpdateSchedule', 'scheduler:DeleteSchedule'], schedules);
    fn.allow(['iam:PassRole'], events.timersRole.roleArn);
    acknowledgeWildcard(fn, schedules, 'Timers of one group, whose names are hashes of what they are for.');
  };
  /** Its settings are in the configuration; without an identity to send from nothing is allowed. */
  const sms: Use = (fn) => {
    const { originationIdentity } = smsConfigOf(config);
    if (originationIdentity === undefined) return;
    const identity = identityResource(fn.stack, originationIdentity);
    fn.allow(['sms-voice:SendTextMessage'], identity.arn);
    if (identity.isWildcard) {
      acknowledgeWildcard(
        fn,
        identity.arn,
        'IAM knows numbers by ids and sender IDs by countries, which app.yaml need not name.',
      );
    }
  };
  /** Takes e-mails in. */
  const accept = all(
    messages('GetItem', 'PutItem', 'BatchWriteItem', 'DeleteItem'),
    recipients('GetItem'),
    state('UpdateItem'),
    templates('GetItem', 'Query'),
    attachments('PutObject', 'DeleteObject'),
    lanes,
    bus,
    timers,
  );
  /** Notifies of a resource: calls e-mails back, and adds to those that wait. */
  const notify = all(messages('BatchGetItem', 'UpdateItem', 'Query'), activity('PutItem', 'Query'));
  return {
    messages,
    messageIndexes,
    recipients,
    recipientIndexes: indexes(data.preferences),
    templates,
    /** What the outbox shares between its functions, and the counters. */
    state,
    activity,
    activityIndexes: indexes(data.activity),
    /** Checks API keys: finds one by its hash, lists none and writes none. */
    keys: table('KEYS_TABLE', data.keys)('GetItem'),
    attachments,
    bus,
    lanes,
    /** A queue of the room's own, by the variable that names it. */
    queue: sendTo,
    rawEvents: sendTo('RAW_EVENTS_QUEUE_URL', events.rawEvents.queue),
    timers,
    mailgun: all(secret('MAILGUN_SECRET_ID', data.mailgunSecret), (fn) => {
      fn.addEnvironment('MAILGUN_URL', stage.mailgunUrl ?? MAILGUN_URLS[config.email.mailgun.region]);
      // Shorter than the lease of a claim, and much shorter than the functions' timeouts.
      fn.addEnvironment('MAILGUN_TIMEOUT_MS', '15000');
    }),
    webhookSecret: secret('WEBHOOK_SECRET_ID', data.webhookSecret),
    sms,
    linkKeys: secret('LINK_KEYS_SECRET_ID', data.linkKeys),
    /** Where public links lead. */
    baseUrl,
    accept,
    notify,
    /** Tells people over time, and takes back what tells of those who were erased meanwhile. */
    tellOverTime: all(
      accept,
      notify,
      messages('DeleteItem'),
      recipients('PutItem'),
      activity('GetItem', 'PutItem', 'UpdateItem', 'Query', 'DeleteItem'),
      timers,
    ),
  };
};
export type Uses = ReturnType<typeof makeUses>;

/** Says why a permission covers every resource of a kind. */
const acknowledgeWildcard = (fn: ServiceFunction, resource: string, reason: string): void => {
  const asNagPrintsIt = resource
    .replaceAll(Aws.PARTITION, '<AWS::Partition>')
    .replaceAll(Aws.REGION, '<AWS::Region>')
    .replaceAll(Aws.ACCOUNT_ID, '<AWS::AccountId>');
  if (fn.role) acknowledge(fn.role, { id: `AwsSolutions-IAM5[Resource::${asNagPrintsIt}]`, reason });
};

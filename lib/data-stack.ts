import { Aws, Duration, Stack } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  ProjectionType,
  TableEncryptionV2,
  type TablePropsV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { activityIndexes } from './activity-indexes.ts';
import { sendsIndexes } from './sends-indexes.ts';
import { resourceName } from './resource-name.ts';
import { dataRemoval, type StageProps } from './stage.ts';
import type { TableName } from './table-names.ts';

const text = (name: string) => ({ name, type: AttributeType.STRING });

const itemKeys = { partitionKey: text('pk'), sortKey: text('sk') };

/** A message may be scheduled a year ahead, and wait for a fortnight at most. */
const LONGEST_NEED_DAYS = 366 + 14;

/** An index by attributes of partition and sort; items stand in it by their keys, and with what is named beside them. */
interface TableIndex {
  partition: string;
  sort: string;
  isNumber: boolean;
  beside?: readonly string[];
}

const addIndexes = (
  table: TableV2,
  indexes: Readonly<Record<string, TableIndex>>,
  { withoutIndexes = [] }: StageProps,
): void => {
  for (const [indexName, { partition, sort, isNumber, beside = [] }] of Object.entries(indexes)) {
    if (withoutIndexes.includes(`${table.node.id.toLowerCase()}.${indexName}`)) continue;
    table.addGlobalSecondaryIndex({
      indexName,
      partitionKey: text(partition),
      sortKey: isNumber ? { name: sort, type: AttributeType.NUMBER } : text(sort),
      ...(beside.length === 0
        ? { projectionType: ProjectionType.KEYS_ONLY }
        : { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...beside] }),
    });
  }
};

/** Everything that must outlive a deployment: tables, attachments, secrets. */
export class DataStack extends Stack {
  readonly templates: TableV2;
  readonly sends: TableV2;
  readonly preferences: TableV2;
  readonly activity: TableV2;
  /** What functions share of the way that mail takes: limiter, breaker, pauses; and the counters. */
  readonly state: TableV2;
  /** API keys, apart from all else: who serves strangers reads one by its hash, and writes none. */
  readonly keys: TableV2;
  readonly attachmentsBucket: string;
  /** Mailgun's API key. */
  readonly mailgunSecret: Secret;
  /** What Mailgun signs webhooks with; the function that the world may call reads this, and not the API key. */
  readonly webhookSecret: Secret;
  readonly linkKeys: Secret;

  constructor(scope: Construct, id: string, props: StageProps) {
    super(scope, id);
    const table = (
      name: Capitalize<TableName>,
      keys: Pick<TablePropsV2, 'partitionKey' | 'sortKey'> = itemKeys,
    ) =>
      new TableV2(this, name, {
        ...keys,
        tableName: resourceName(props.config, name.toLowerCase()),
        billing: Billing.onDemand(),
        encryption: TableEncryptionV2.awsManagedKey(),
        pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
        timeToLiveAttribute: 'ttl',
        deletionProtection: !props.ephemeral,
        removalPolicy: dataRemoval(props),
      });
    this.templates = table('Templates');
    this.sends = table('Sends');
    this.preferences = table('Preferences');
    this.activity = table('Activity');
    this.state = table('State');
    this.keys = table('Keys', { partitionKey: text('pk') });
    addIndexes(this.sends, sendsIndexes, props);
    addIndexes(this.activity, activityIndexes, props);
    this.preferences.addGlobalSecondaryIndex({
      indexName: 'bySuppression',
      partitionKey: text('suppressionList'),
      sortKey: text('suppressionKey'),
      projectionType: ProjectionType.ALL,
    });
    // The names of buckets are the world's, and have 63 characters: no word more fits beside the longest stage and region.
    this.attachmentsBucket = resourceName(props.config, `${Aws.ACCOUNT_ID}-${Aws.REGION}`);
    this.makeBucket(props);
    // Until the operator stores the real ones, no key works and no webhook can be forged.
    this.mailgunSecret = this.makeSecret('MailgunSecret', props, {
      name: 'mailgun',
      description: 'Mailgun: apiKey, which sends and reads events and lists',
      template: {},
      generatedKey: 'apiKey',
    });
    this.webhookSecret = this.makeSecret('WebhookSecret', props, {
      name: 'mailgun-webhook',
      description: 'Mailgun’s webhooks: signingKey, and previousSigningKey while it is rotated',
      template: {},
      generatedKey: 'signingKey',
    });
    this.linkKeys = this.makeSecret('LinkKeys', props, {
      name: 'link-keys',
      description: 'Keys that sign public links; to rotate, add one and name it in "current"',
      template: { current: 'k1' },
      generatedKey: 'k1',
    });
  }

  private makeBucket(props: StageProps): void {
    // An attachment goes with the need of its message for it, which a year ahead may begin. The rule is for those
    // whose message was never stored, since its function died in between.
    const bucket = new Bucket(this, 'Attachments', {
      bucketName: this.attachmentsBucket,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      lifecycleRules: [
        { expiration: Duration.days(LONGEST_NEED_DAYS + props.config.retention.content_days) },
      ],
      removalPolicy: dataRemoval(props),
    });
    acknowledge(bucket, {
      id: 'AwsSolutions-S1',
      reason:
        'Only our own functions read it; their calls are in CloudTrail, and access logs would hold recipients’ file names.',
    });
  }

  private makeSecret(
    id: string,
    props: StageProps,
    secret: { name: string; description: string; template: Record<string, string>; generatedKey: string },
  ): Secret {
    const made = new Secret(this, id, {
      secretName: `outbound-email/${props.config.stage}/${secret.name}`,
      description: secret.description,
      generateSecretString: {
        secretStringTemplate: JSON.stringify(secret.template),
        generateStringKey: secret.generatedKey,
        passwordLength: 48,
        excludePunctuation: true,
      },
      removalPolicy: dataRemoval(props),
    });
    acknowledge(made, {
      id: 'AwsSolutions-SMG4',
      reason:
        'Mailgun’s keys are rotated at Mailgun, and old links must keep working: docs/operate.md says how both are rotated by hand.',
    });
    return made;
  }
}

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ListBucketsCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { parseArgs } from 'node:util';
import { awsFault } from '../lib/aws-fault.ts';
import { takeProfile } from '../lib/aws-profile.ts';
import { ERASURES, readErasure } from '../functions/privacy/erasure-log.ts';
import { recipientKey } from '../functions/platform/address.ts';
import { sha256Hex } from '../functions/platform/ids.ts';
import { stageNamePattern } from '../functions/platform/config.ts';
import { firstSentence, seeHelp } from '../lib/usage-fault.ts';
import { isWebAddress } from '../lib/web-address.ts';

const usage = `After a backup was restored: erases anew who had been erased since it was made.

  npm run reapply-erasures -- --stage prod --url https://mail.example.com

  --stage    whose tables and bucket are read, with the AWS credentials of your shell
  --profile  whose credentials, where they are not those of your shell
  --url      the API of that stage
  OUTBOUND_EMAIL_KEY in the environment holds a key with the scope recipients; local-dev-key when left out`;

/** A fault of the caller, told in one line. */
const refuse = (why: string): never => {
  console.error(seeHelp('reapply-erasures', why));
  process.exit(1);
};

const text = { type: 'string' } as const;
const options = { stage: text, url: text, help: { type: 'boolean', default: false } } as const;

const readOptions = (): { stage: string; url: string } => {
  let values;
  try {
    ({ values } = parseArgs({ args: takeProfile(process.argv.slice(2)), options }));
  } catch (error) {
    return refuse(firstSentence(error));
  }
  const { stage, url, help } = values;
  if (help) {
    console.log(usage);
    process.exit(0);
  }
  if (stage === undefined) return refuse('--stage is missing.');
  if (!stageNamePattern.test(stage)) return refuse(`--stage "${stage}" is no name of a stage.`);
  // What is read of one stage may be done to that stage alone.
  if (url === undefined || !isWebAddress(url))
    return refuse('--url is needed: the API of that stage, such as https://mail.example.com.');
  return { stage, url: url.replace(/\/$/, '') };
};

const asked = readOptions();
const prefix = `outbound-email-${asked.stage}`;
const s3 = new S3Client({ forcePathStyle: true });
const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({}));

/** When everybody was erased, by hash. */
const readErased = async (): Promise<Map<string, number>> => {
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  // Account and region follow; the name of another stage may begin like this one.
  const isOurs = new RegExp(`^${prefix}-\\d{12}-[a-z]+-`);
  const bucket = Buckets.find(({ Name = '' }) => isOurs.test(Name))?.Name;
  if (bucket === undefined)
    return refuse(`There is no bucket of stage ${asked.stage} in this account and region.`);
  const found = new Map<string, number>();
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: ERASURES })) {
    for (const { Key = '' } of page.Contents ?? []) {
      found.set(Key.slice(ERASURES.length), await readErasure(s3, bucket, Key));
    }
  }
  return found;
};

/** Every address that a table knows, and since when; by the attributes that hold them. */
const addressesIn = async (table: string, attributes: { address: string; since: string }) => {
  const found: { email: string; since: number }[] = [];
  const scan = {
    TableName: `${prefix}-${table}`,
    ProjectionExpression: '#address, #since',
    ExpressionAttributeNames: { '#address': attributes.address, '#since': attributes.since },
  };
  for await (const page of paginateScan({ client: dynamo }, scan)) {
    for (const item of page.Items ?? []) {
      const { [attributes.address]: address, [attributes.since]: since } = item as Record<string, unknown>;
      if (typeof address === 'string') {
        found.push({ email: recipientKey(address), since: typeof since === 'number' ? since : 0 });
      }
    }
  }
  return found;
};

const erase = async (email: string): Promise<void> => {
  const key = process.env['OUTBOUND_EMAIL_KEY'] ?? 'local-dev-key';
  const answer = await fetch(`${asked.url}/v1/recipients/${encodeURIComponent(email)}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${key}` },
  });
  if (!answer.ok) throw new Error(`The API answered ${answer.status}: ${await answer.text()}`);
};

const run = async (): Promise<void> => {
  const erased = await readErased();
  const known = [
    ...(await addressesIn('sends', { address: 'recipientKey', since: 'createdAt' })),
    ...(await addressesIn('preferences', { address: 'emailAddress', since: 'updatedAt' })),
  ];
  // Who came to us anew after they were erased is not meant.
  const returned = [
    ...new Set(
      known
        .filter(({ email, since }) => since < (erased.get(sha256Hex(email)) ?? 0))
        .map(({ email }) => email),
    ),
  ];
  for (const email of returned) await erase(email);
  console.log(
    `${erased.size} had been erased; ${returned.length} of them had come back, and ${returned.length === 1 ? 'is' : 'are'} erased anew.`,
  );
};

try {
  await run();
} catch (error) {
  console.error(awsFault(error) ?? error);
  process.exitCode = 1;
}

import { beforeEach, describe, expect, test } from 'vitest';
import { type DataResource, dataResources, openDataStore } from '../../../lib/deploy/data.ts';
import { buildDataTemplate } from './data-template.ts';
import { useSmallAws } from './small-aws.ts';

const aws = useSmallAws();
beforeEach(() => {
  const { tables, buckets, secrets } = aws().account;
  for (const all of [tables, buckets, secrets]) all.clear();
});

const table: DataResource = { kind: 'table', name: 'sends' };
const bucket: DataResource = { kind: 'bucket', name: 'attachments' };
const secret: DataResource = { kind: 'secret', name: 'outbound-email/dev/mailgun' };

describe('What stands under the name', () => {
  test.each([table, bucket, secret])('of a $kind may be nothing', async (resource) => {
    expect(await openDataStore(aws().where).lookAt(resource)).toBe('absent');
  });

  test('of a table is empty until it has an item', async () => {
    const { lookAt } = openDataStore(aws().where);
    aws().account.tables.set(table.name, { items: 0, isProtected: true });
    expect(await lookAt(table)).toBe('empty');
    aws().account.tables.set(table.name, { items: 1, isProtected: true });
    expect(await lookAt(table)).toBe('used');
  });

  test('of a bucket is empty until it has an object', async () => {
    const { lookAt } = openDataStore(aws().where);
    aws().account.buckets.set(bucket.name, new Set());
    expect(await lookAt(bucket)).toBe('empty');
    aws().account.buckets.set(bucket.name, new Set(['a']));
    expect(await lookAt(bucket)).toBe('used');
  });

  test('of a secret is empty until somebody put a value there, or may still have it back', async () => {
    const { lookAt } = openDataStore(aws().where);
    const { secrets } = aws().account;
    secrets.set(secret.name, { versions: 1 });
    expect(await lookAt(secret)).toBe('empty');
    secrets.set(secret.name, { versions: 2 });
    expect(await lookAt(secret)).toBe('used');
    secrets.set(secret.name, { versions: 1, deletedAt: 1_790_000_000 });
    expect(await lookAt(secret)).toBe('used');
  });
});

describe('Deletion', () => {
  test('takes a protected table, a bucket with more than a page of objects, and a secret for ever', async () => {
    const { remove, lookAt } = openDataStore(aws().where);
    const { tables, buckets, secrets } = aws().account;
    tables.set(table.name, { items: 3, isProtected: true });
    buckets.set(bucket.name, new Set(['a', 'b', 'c']));
    secrets.set(secret.name, { versions: 2 });
    for (const resource of [table, bucket, secret]) {
      await remove(resource);
      expect(await lookAt(resource)).toBe('absent');
    }
    expect([tables.size, buckets.size, secrets.size]).toEqual([0, 0, 0]);
  });

  test.each([table, bucket, secret])('of a $kind that is not there is done already', async (resource) => {
    await expect(openDataStore(aws().where).remove(resource)).resolves.toBeUndefined();
  });

  test('of all objects leaves the bucket, and needs none', async () => {
    const { empty } = openDataStore(aws().where);
    aws().account.buckets.set(bucket.name, new Set(['a', 'b', 'c']));
    await empty(bucket.name);
    await empty('another');
    expect(aws().account.buckets).toEqual(new Map([[bucket.name, new Set()]]));
  });
});

test('The data of a stage are its six tables, its bucket and its three secrets', () => {
  const found = dataResources(buildDataTemplate({ appYaml: 'stage: qa' }), {
    account: '123456789012',
    region: 'eu-west-1',
  });
  expect(found.map(({ kind, name }) => `${kind} ${name}`).sort()).toEqual([
    'bucket outbound-email-qa-123456789012-eu-west-1',
    'secret outbound-email/qa/link-keys',
    'secret outbound-email/qa/mailgun',
    'secret outbound-email/qa/mailgun-webhook',
    ...['activity', 'keys', 'preferences', 'sends', 'state', 'templates'].map(
      (name) => `table outbound-email-qa-${name}`,
    ),
  ]);
});

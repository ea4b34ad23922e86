import { beforeEach, describe, expect, test } from 'vitest';
import { awsFault } from '../../../lib/aws-fault.ts';
import { glanceAtStack, openAccount } from '../../../lib/deploy/account.ts';
import { useSmallAws } from './small-aws.ts';

const aws = useSmallAws();
beforeEach(() => {
  delete aws().account.fails;
  aws().account.parameters.clear();
  aws().account.stacks = [];
});

const tags = (stage: string, more: Record<string, string> = {}) => ({
  service: 'outbound-email',
  stage,
  ...more,
});

describe('An account', () => {
  test('is that of the credentials, in the region of the client', async () => {
    expect(await openAccount(aws().where).findPlace()).toEqual({
      account: '123456789012',
      region: 'eu-west-1',
    });
  });

  test('is prepared when the CDK’s parameter is there, or may not be read', async () => {
    const { isBootstrapped } = openAccount(aws().where);
    expect(await isBootstrapped()).toBe(false);
    aws().account.parameters.set('/cdk-bootstrap/hnb659fds/version', '30');
    expect(await isBootstrapped()).toBe(true);
    aws().account.fails = { status: 400, code: 'AccessDeniedException', message: 'not authorized' };
    expect(await isBootstrapped()).toBe(true);
  });

  test.each([
    { code: 'ExpiredToken', says: /^The AWS credentials have expired/ },
    { code: 'InvalidClientTokenId', says: /^AWS does not know these credentials/ },
    { code: 'AccessDenied', says: /^The AWS credentials may not do this: said by STS\. Ask/ },
  ])('that answers $code says what to do in one line', async ({ code, says }) => {
    aws().account.fails = { status: 403, code, message: 'said by STS' };
    const thrown: unknown = await openAccount(aws().where)
      .findPlace()
      .catch((error: unknown) => error);
    expect(awsFault(thrown)).toMatch(says);
  });

  test('tells its quota of functions, or that it can’t be read', async () => {
    const { readConcurrency } = openAccount(aws().where);
    expect(await readConcurrency()).toBe(10);
    aws().account.fails = { status: 400, code: 'AccessDeniedException', message: 'not authorized' };
    expect(await readConcurrency()).toBeUndefined();
  });

  test('lists the stacks of one stage, of all pages', async () => {
    aws().account.stacks = [
      { name: 'one', status: 'CREATE_COMPLETE', tags: tags('dev', { ephemeral: 'true' }), resources: [] },
      { name: 'of-dev-x', status: 'CREATE_COMPLETE', tags: tags('dev-x'), resources: [] },
      { name: 'of-others', status: 'CREATE_COMPLETE', tags: { stage: 'dev' }, resources: [] },
      { name: 'two', status: 'ROLLBACK_FAILED', tags: tags('dev'), resources: [] },
    ];
    expect(await openAccount(aws().where).stacksOf('dev')).toEqual([
      { name: 'one', status: 'CREATE_COMPLETE', tags: tags('dev', { ephemeral: 'true' }) },
      { name: 'two', status: 'ROLLBACK_FAILED', tags: tags('dev') },
    ]);
  });

  test('tells what a stack owns: not what it failed to make or has deleted', async () => {
    const resources: [string, string][] = [
      ['sends', 'CREATE_COMPLETE'],
      ['activity', 'CREATE_FAILED'],
      ['former', 'DELETE_COMPLETE'],
      ['state', 'UPDATE_COMPLETE'],
    ];
    aws().account.stacks = [{ name: 'data', status: 'UPDATE_COMPLETE', tags: {}, resources }];
    expect(await openAccount(aws().where).ownedBy('data')).toEqual(['sends', 'state']);
  });

  test('deletes a stack, and waits until it is gone', async () => {
    aws().account.stacks = [{ name: 'data', status: 'ROLLBACK_FAILED', tags: {}, resources: [] }];
    await openAccount(aws().where).deleteStack('data');
    expect(aws().account.stacks).toEqual([]);
  });
});

test('A stack that can’t be deleted is named, with where the cause stands', async () => {
  aws().account.stacks = [{ name: 'stuck', status: 'DELETE_FAILED', tags: {}, resources: [] }];
  await expect(openAccount(aws().where).deleteStack('stuck')).rejects.toThrow(
    'Stack stuck could not be deleted: its events in CloudFormation say why.',
  );
});

describe('A stack that is asked about in passing', () => {
  const place = { account: '123456789012', region: 'eu-west-1' };
  const glance = (at: { account: string | undefined; region: string | undefined }) => {
    const { endpoint, credentials } = aws().where;
    return glanceAtStack('data', at, { endpoint, credentials });
  };

  test('is told with its tags', async () => {
    aws().account.stacks = [{ name: 'data', status: 'UPDATE_COMPLETE', tags: tags('dev'), resources: [] }];
    expect(await glance(place)).toEqual({ name: 'data', status: 'UPDATE_COMPLETE', tags: tags('dev') });
  });

  test('is not known where it does not stand, in another account, without credentials, or by an error', async () => {
    expect(await glance(place)).toBeUndefined();
    aws().account.stacks = [{ name: 'data', status: 'UPDATE_COMPLETE', tags: tags('dev'), resources: [] }];
    expect(await glance({ ...place, account: '999999999999' })).toBeUndefined();
    expect(await glance({ account: undefined, region: undefined })).toBeUndefined();
    aws().account.fails = { status: 403, code: 'AccessDenied', message: 'not authorized' };
    expect(await glance(place)).toBeUndefined();
  });
});

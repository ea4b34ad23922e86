import { SendTextMessageCommand } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { rm } from 'node:fs/promises';
import { afterAll, expect, test } from 'vitest';
import { makeSmsClient } from '../../functions/sms/sms.ts';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';

const places = { aws: '' };
const start = (dataDir?: string): Promise<TestCloud> =>
  startTestCloud({
    ...(dataDir !== undefined && { dataDir }),
    via: (what, url) => {
      if (what === 'control') places.aws = url;
      return Promise.resolve(url);
    },
  });
const folders = new Set<string>();
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

const send = async (to: string, body: string): Promise<void> => {
  const client = makeSmsClient({
    endpoint: places.aws,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await client.send(new SendTextMessageCommand({ DestinationPhoneNumber: to, MessageBody: body }));
  client.destroy();
};
const listed = async (cloud: TestCloud, query = ''): Promise<unknown[]> =>
  (await cloud.call<{ items: unknown[] }>('GET', `/_local/sms${query}`)).body.items;

test('SMS are listed with their time and what they cost, also after a restart, until a reset', async () => {
  const cloud = await start();
  folders.add(cloud.dataDir);
  await cloud.call('POST', '/_local/clock', { to: '2100-01-31T09:00:00Z' });
  await send('+4915112345678', 'Hello');
  await send('+4915112345679', 'я'.repeat(71));
  const first = { to: '+4915112345678', body: 'Hello', segments: 1 };
  const second = { to: '+4915112345679', body: 'я'.repeat(71), segments: 2 };
  expect(await listed(cloud)).toMatchObject([
    { ...first, at: expect.stringMatching(/^2100-01-31T09:00:/) as string },
    second,
  ]);
  expect(await listed(cloud, '?to=+4915112345678')).toMatchObject([first]);
  expect(await listed(cloud, '?to=%2B4915112345679')).toMatchObject([second]);
  expect(await listed(cloud, '?limit=1')).toMatchObject([second]);
  expect(await cloud.call('GET', '/_local/sms?from=x')).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: '/query/from' }] },
  });
  await cloud.stop({ keepData: true });

  const again = await start(cloud.dataDir);
  expect(await listed(again)).toHaveLength(2);
  await again.call('POST', '/_local/reset', {});
  expect(await listed(again)).toEqual([]);
  await again.stop();
});

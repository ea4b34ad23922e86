import { globSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { MINUTE } from '../../functions/platform/clock.ts';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';
import { alarmSchema, type EvaluatedAlarm, fires, periodOf, type Point } from '../lib/alarm-evaluation.ts';
import { buildTestStacks } from '../lib/stacks.ts';

const alarms = alarmsOf('stage: local');
let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud({ quiet: true });
});
afterAll(() => cloud.stop());

function alarmsOf(appYaml: string): Map<string, EvaluatedAlarm> {
  const stacks = buildTestStacks({ appYaml });
  const parsed = stacks
    .all('AWS::CloudWatch::Alarm')
    .map((resource) => alarmSchema.parse(stacks.resolved(resource)));
  return new Map(parsed.map((alarm) => [alarm.AlarmName.split('-').at(-1) ?? '', alarm]));
}

const metricsSchema = z.object({
  _aws: z.object({
    Timestamp: z.number(),
    CloudWatchMetrics: z.array(z.object({ Metrics: z.array(z.object({ Name: z.string() })) })),
  }),
  stage: z.string(),
});
const valuesSchema = z.union([z.number(), z.array(z.number())]);

/** What the functions have counted so far, as they wrote it into their logs for CloudWatch. */
const counted = (): Point[] =>
  globSync(`${cloud.dataDir}/logs/*.log`)
    .flatMap((file) => readFileSync(file, 'utf8').split('\n'))
    .filter((line) => line.startsWith('{"_aws"'))
    .flatMap((line) => {
      const record: unknown = JSON.parse(line);
      const { _aws, stage } = metricsSchema.parse(record);
      const values = z.record(z.string(), z.unknown()).parse(record);
      return _aws.CloudWatchMetrics.flatMap(({ Metrics }) => Metrics).map(({ Name }) => ({
        name: Name,
        of: stage,
        at: _aws.Timestamp,
        value: [valuesSchema.parse(values[Name])].flat().reduce((sum, value) => sum + value, 0),
      }));
    });

const now = async (): Promise<number> =>
  Date.parse((await cloud.call<{ now: string }>('GET', '/_local/health')).body.now);

/** Whether an alarm fired at the end of some minute since `since`. */
const fired = async (name: string, since: number): Promise<boolean> => {
  const alarm = alarms.get(name);
  if (alarm === undefined) throw new Error(`There is no alarm ${name}`);
  const points = counted();
  const end = (await now()) + 1000 * periodOf(alarm);
  for (let at = since; at <= end; at += MINUTE) if (fires(alarm, points, at)) return true;
  return false;
};

const mail = (category = 'system') => ({ subject: 'Hi', text: 'Hello', category });

/** What happens fires an alarm that did not fire before. */
const bringsAbout = async (name: string, happens: () => Promise<void>): Promise<void> => {
  const since = await now();
  await happens();
  await cloud.idle();
  await expect.poll(() => fired(name, since), { timeout: 5000 }).toBe(true);
};

describe('On the running service an alarm is brought about by', () => {
  test('mail that is delivered: by nothing of it', async () => {
    const since = await now();
    for (let i = 0; i < 25; i += 1) await cloud.send(`fine-${i}@example.com`, mail());
    await cloud.idle();
    await expect
      .poll(() => counted().filter(({ name }) => name === 'Delivered').length, { timeout: 5000 })
      .toBeGreaterThan(0);
    for (const name of ['FailedMail', 'MailgunFails', 'NoWebhooks', 'BounceRate', 'ComplaintRate'])
      expect(await fired(name, since)).toBe(false);
  });

  test('FailedMail: a mail that Mailgun refuses', () =>
    bringsAbout('FailedMail', async () => {
      await cloud.call('POST', '/_local/mailgun/faults', { fault: '400', share: 1, count: 1 });
      await cloud.send('refused@example.com', mail());
    }));

  test('BounceRate and ComplaintRate: bounces and complaints among mails', async () => {
    await bringsAbout('BounceRate', async () => {
      for (let i = 0; i < 3; i += 1) await cloud.send(`bounce+${i}@example.com`, mail());
    });
    await bringsAbout('ComplaintRate', async () => {
      for (let i = 0; i < 2; i += 1) await cloud.send(`complain+${i}@example.com`, mail());
    });
  });

  test('RefusedBusEvents: an event that means nothing', () =>
    bringsAbout('RefusedBusEvents', async () => {
      await cloud.call('POST', '/_local/events', { detailType: 'lead.qualified', detail: { text: 'no id' } });
    }));

  test('MailgunFails: an outage; AccountRefused: a key that is refused', async () => {
    await bringsAbout('MailgunFails', async () => {
      await cloud.call('POST', '/_local/mailgun/faults', { fault: '503', share: 1 });
      for (let i = 0; i < 3; i += 1) await cloud.send(`outage-${i}@example.com`, mail());
    });
    await bringsAbout('AccountRefused', async () => {
      await cloud.call('POST', '/_local/mailgun/faults', { fault: '401', share: 1 });
      await cloud.advance('PT10M');
    });
    await cloud.call('POST', '/_local/mailgun/faults', { fault: 'none', share: 1 });
    await cloud.advance('PT10M');
  });

  test('NoWebhooks: one mail an hour whose webhooks are lost', () =>
    bringsAbout('NoWebhooks', async () => {
      await cloud.call('POST', '/_local/mailgun/webhooks', { drop: 1 });
      for (let i = 0; i < 4; i += 1) {
        await cloud.send(`unheard-${i}@example.com`, mail());
        await cloud.advance('PT1H');
      }
      await cloud.call('POST', '/_local/mailgun/webhooks', { drop: 0 });
    }));

  test('PausedForLong: a pause that stands for a day', async () => {
    await bringsAbout('PausedForLong', async () => {
      await cloud.call('POST', '/v1/pause', { category: 'digest' });
      await cloud.advance('PT25H');
      await cloud.send('held-for-long@example.com', mail('digest'));
      await cloud.advance('PT5M');
    });
  });
});

import { readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startProxy } from '../test/chaos/proxy.ts';
import { startTestCloud, type TestCloud } from '../test/embedded-cloud.ts';
import { makeMeter, type Usage } from './meter.ts';
import { prices } from './prices.ts';

interface Row {
  /** The function that asked. */
  name: string;
  writes: number;
  bodyWrites: number;
  reads: number;
  sqs: number;
  invocations: number;
  lambdaMs: number;
}

/** A mail's way is metered whole: accept, deliver, two webhooks, track. */
const MAILS = 400;
const round = (value: number): number => Math.round(value * 100) / 100;

const sendInBatches = async (cloud: TestCloud): Promise<void> => {
  for (let start = 0; start < MAILS; start += 100) {
    const emails = Array.from({ length: 100 }, (_, i) => ({
      to: { email: `bench-${start + i}@example.com` },
      subject: 'Bench',
      text: 'Hello',
      category: 'digest',
    }));
    const { status } = await cloud.call('POST', '/v1/emails/batch', { emails });
    if (status !== 202) throw new Error(`The batch was answered with ${status}`);
  }
};

const sendSingly = async (cloud: TestCloud): Promise<void> => {
  for (let i = 0; i < MAILS; i += 1) await cloud.send(`bench-${i}@example.com`);
};

const measure = async (send: (cloud: TestCloud) => Promise<void>): Promise<Row[]> => {
  const meter = makeMeter();
  const proxies: Awaited<ReturnType<typeof startProxy>>[] = [];
  const cloud = await startTestCloud({
    via: async (what, url) => {
      if (what === 'webhooks') return url;
      const proxy = await startProxy(url, meter.meddle);
      proxies.push(proxy);
      return proxy.url;
    },
  });
  await cloud.idle();
  meter.take();
  const before = new Map(cloud.functions.map((fn) => [fn.name, { count: fn.invocations, ms: fn.busyMs }]));
  await send(cloud);
  await cloud.advance('PT5M');
  const used = meter.take();
  const rows = cloud.functions.flatMap((fn): Row[] => {
    const name = fn.name.replace('outbound-email-local-', '');
    const start = before.get(fn.name) ?? { count: 0, ms: 0 };
    const usage: Partial<Usage> = used.get(name) ?? {};
    const invocations = fn.invocations - start.count;
    if (invocations === 0) return [];
    const each = (value: number | undefined): number => round((value ?? 0) / MAILS);
    return [
      {
        name,
        writes: each(usage.writeUnits),
        bodyWrites: each(usage.bodyWriteUnits),
        reads: each(usage.readUnits),
        sqs: each(usage.sqsRequests),
        invocations: each(invocations),
        // Sleeping until a slot is part of it on AWS as well; on a moved clock it takes no time here.
        lambdaMs: each(fn.busyMs - start.ms),
      },
    ];
  });
  await cloud.stop();
  await Promise.all(proxies.map((proxy) => proxy.stop()));
  return rows;
};

const GB = 1;

/** What a million mails cost at public prices, without logs, bus and traces. */
const priceOfMillion = (rows: readonly Row[]): number => {
  const each = rows.reduce(
    (sum, row) =>
      sum +
      (row.writes + row.bodyWrites) * prices.dynamoWriteUnit +
      row.reads * prices.dynamoReadUnit +
      row.sqs * prices.sqsRequest +
      row.invocations * prices.lambdaRequest +
      (row.lambdaMs / 1000) * GB * prices.lambdaGbSecondArm,
    0,
  );
  return round(each * 1e6);
};

const bundles = (): { bundle: string; kilobytes: number }[] =>
  readdirSync('dist').map((bundle) => ({
    bundle,
    kilobytes: Math.round(statSync(path.join('dist', bundle, 'index.mjs')).size / 1024),
  }));

const report = {
  mails: MAILS,
  batched: await measure(sendInBatches),
  single: await measure(sendSingly),
  bundles: bundles(),
};
const usd = { batched: priceOfMillion(report.batched), single: priceOfMillion(report.single) };
console.log(`For each of ${MAILS} mails, sent in batches of 100 (bulk lane):`);
console.table(report.batched);
console.log(`For each of ${MAILS} mails, sent one by one (transactional lane):`);
console.table(report.single);
console.table(report.bundles);
console.log(
  `USD for a million mails, without indexes, logs, bus and traces: ${usd.batched} in batches, ${usd.single} one by one`,
);
writeFileSync('bench/report.json', `${JSON.stringify({ ...report, usdPerMillion: usd }, null, 2)}\n`);

import type { Message, TestCloud } from '../embedded-cloud.ts';
import { startTestCloud } from '../embedded-cloud.ts';
import { auditCounters, auditMessages, type Verdict } from './audit.ts';
import { type Dice, makeDice } from './dice.ts';
import { type FaultLog, MAILGUN_FAULTS, makeMeddlers } from './faults.ts';
import { type Call, type Proxy, startProxy } from './proxy.ts';

export interface ChaosReport extends Verdict {
  seed: number;
  messages: number;
  faults: Record<string, number>;
}

/** Tries must outlast the faults, or mail ends as dead letters, rightly. */
const APP_YAML = `
email:
  delivery: { rate_limit_per_minute: 3000, retry_attempts: 20, retry_delay_minutes: 1 }
`;

const names = ['ada', 'bounce', 'softbounce', 'open', 'click', 'complain', 'silent', 'bob', 'eve', 'kim'];

/** Sends `messages` through the embedded cloud while faults strike everywhere, lets it heal, and audits. */
export const runChaos = async (options: { messages: number; seed: number }): Promise<ChaosReport> => {
  const { messages, seed } = options;
  const dice = makeDice(seed);
  const log: FaultLog = { on: false, counts: {} };
  const replays: Call[] = [];
  const meddlers = makeMeddlers(dice, log, replays);
  let proxies: Proxy[] = [];
  const start = (dataDir?: string): Promise<TestCloud> =>
    startTestCloud({
      appYaml: APP_YAML,
      quiet: true,
      ...(dataDir !== undefined && { dataDir }),
      via: async (what, url) => {
        const proxy = await startProxy(url, meddlers[what]);
        proxies.push(proxy);
        return proxy.url;
      },
    });
  const stopProxies = async (): Promise<void> => {
    await Promise.all(proxies.map((proxy) => proxy.stop()));
    proxies = [];
  };

  let cloud = await start();
  log.on = true;
  const accepted: { id: string; to: string }[] = [];
  const batches = Math.ceil(messages / 50);
  for (let batch = 0; batch < batches; batch += 1) {
    const fault =
      MAILGUN_FAULTS[Math.floor(dice.roll('mailgun') * MAILGUN_FAULTS.length)] ?? MAILGUN_FAULTS[0];
    await cloud.fault(fault.fault, { ...fault });
    log.counts[`mailgun_${fault.fault}`] = (log.counts[`mailgun_${fault.fault}`] ?? 0) + 1;
    const recipients = Array.from({ length: Math.min(50, messages - batch * 50) }, (_, i) => {
      const name = names[(batch * 50 + i) % names.length] ?? 'ada';
      return `${name}+${batch}-${i}@example.com`;
    });
    accepted.push(...(await Promise.all(recipients.map((to) => sendUntilAccepted(cloud, to)))));
    await crashWhile(cloud.advance('PT20S'), cloud, { dice, log });
    if (dice.roll('restart') > 0.9) {
      log.counts['service_restarted'] = (log.counts['service_restarted'] ?? 0) + 1;
      const { dataDir } = cloud;
      await cloud.stop({ keepData: true });
      await stopProxies();
      cloud = await start(dataDir);
    }
  }
  await cloud.advance('PT10M');
  log.on = false;
  await cloud.fault('none');
  await replay(cloud, replays);
  await cloud.advance('PT12H');
  await cloud.advance('P3D');

  const report = { seed, messages, faults: log.counts, ...(await audit(cloud, accepted)) };
  await cloud.stop();
  await stopProxies();
  return report;
};

/** A caller that repeats a request with the same Idempotency-Key until it is answered. */
const sendUntilAccepted = async (cloud: TestCloud, to: string): Promise<{ id: string; to: string }> => {
  const body = {
    to: { email: to },
    subject: 'Chaos',
    text: 'Hello',
    html: '<p><a href="https://example.com/">Hi</a></p>',
    category: to.length % 2 === 0 ? 'system' : 'digest',
  };
  for (;;) {
    const answer = await cloud.call<{ id?: string }>('POST', '/v1/emails', body, { 'idempotency-key': to });
    if (answer.status === 202 && answer.body.id !== undefined) return { id: answer.body.id, to };
    if (answer.status < 500) throw new Error(`${to}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
};

const CRASH_EVERY_MS = 100;

/** Ends functions at whatever await they are, for as long as time moves. */
const crashWhile = async (
  moving: Promise<void>,
  cloud: TestCloud,
  chaos: { dice: Dice; log: FaultLog },
): Promise<void> => {
  const timer = setInterval(() => {
    for (const fn of cloud.functions) {
      if (chaos.dice.roll(`crash ${fn.name}`) > 0.03 || !fn.crashOne()) continue;
      chaos.log.counts['function_killed'] = (chaos.log.counts['function_killed'] ?? 0) + 1;
    }
  }, CRASH_EVERY_MS);
  try {
    await moving;
  } finally {
    clearInterval(timer);
  }
};

const replay = async (cloud: TestCloud, replays: readonly Call[]): Promise<void> => {
  for (const call of replays) {
    await cloud.call('POST', '/webhooks/mailgun', call.body.toString('utf8'), { authorization: '' });
  }
};

const audit = async (cloud: TestCloud, accepted: readonly { id: string; to: string }[]): Promise<Verdict> => {
  const believed = new Map<string, Message>();
  for (const { id } of accepted) believed.set(id, await cloud.message(id));
  const { body } = await cloud.call<{ dynamodb: string }>('GET', '/_local/health');
  return {
    ...auditMessages(accepted, await cloud.inbox(), believed),
    wrongCounters: await auditCounters(body.dynamodb),
  };
};

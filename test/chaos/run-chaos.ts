import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CloudClient } from '../cloud-client.ts';
import { type AcceptedMessage, audit, type Verdict } from './audit.ts';
import { makeCallWatch } from './call-watch.ts';
import { sendUntilAccepted } from './callers.ts';
import { type Dice, makeDice } from './dice.ts';
import { gatherEvidence } from './evidence.ts';
import { type FaultLog, MAILGUN_FAULTS, makeMeddlers } from './faults.ts';
import { type KillableCloud, startKillableCloud } from './killable-cloud.ts';
import { type Call, callerOf } from '../../local/http/proxy.ts';
import type { Rule } from './rules.ts';

export interface ChaosReport extends Verdict {
  seed: number;
  messages: number;
  faults: Record<string, number>;
}

export interface ChaosOptions {
  messages: number;
  seed: number;
  /** A rule of the service that is left out, to see the audit notice. */
  without?: Rule | undefined;
}

/** Tries must outlast the faults, or mail ends as dead letters, rightly. */
const APP_YAML = `
email:
  delivery: { rate_limit_per_minute: 3000, retry_attempts: 20, retry_delay_minutes: 1 }
`;

const PER_ROUND = 200;
/** How many calls of DynamoDB a round is let to make before the process is killed, at most. */
const CALLS_BEFORE_KILL = 1200;

/** Sends `messages` through the embedded cloud while faults strike everywhere, lets it heal, and audits. */
export const runChaos = async (options: ChaosOptions): Promise<ChaosReport> => {
  const { messages, seed, without } = options;
  const dice = makeDice(seed);
  const log: FaultLog = { on: true, counts: {} };
  const later: Call[] = [];
  const watch = makeCallWatch();
  const dataDir = await mkdtemp(path.join(tmpdir(), 'outbound-email-chaos-'));
  let cloud: Promise<KillableCloud> | undefined;
  const meddlers = makeMeddlers({
    dice,
    log,
    later,
    without,
    kill: async (call) => (await cloud)?.crash(callerOf(call) ?? ''),
  });
  /** The cloud, started anew when it was killed; whoever asks meanwhile waits for the same one. */
  const client = (): Promise<KillableCloud> =>
    (cloud ??= startKillableCloud({
      dataDir,
      appYaml: APP_YAML,
      meddlers: { ...meddlers, dynamodb: watch.counting(meddlers.dynamodb) },
    }));
  const killAndRestart = async (): Promise<void> => {
    const killed = await client();
    cloud = (async () => {
      await killed.kill();
      cloud = undefined;
      return client();
    })();
    await cloud;
  };

  const accepted: AcceptedMessage[] = [];
  for (let first = 0; first < messages; first += PER_ROUND) {
    await setWeather(await client(), { dice, log });
    const until = Math.min(first + PER_ROUND, messages);
    const round = (async () => {
      accepted.push(...(await sendUntilAccepted(client, first, until)));
      await (await client()).advance('PT20S');
    })();
    if (dice.roll('kill') > 0.85 && (await watch.calls(dice.roll('when') * CALLS_BEFORE_KILL, round))) {
      log.counts['process_killed'] = (log.counts['process_killed'] ?? 0) + 1;
      await killAndRestart();
    }
    await round.catch(() => undefined);
    await postAgain(await client(), later.splice(0));
  }
  await (await client()).advance('PT10M');
  log.on = false;
  const healed = await client();
  await healed.fault('none');
  await postAgain(healed, later.splice(0));
  await heal(healed);
  const verdict = audit(await gatherEvidence(healed, dataDir, accepted));
  await healed.stop();
  await rm(dataDir, { recursive: true, force: true });
  return { seed, messages, faults: log.counts, ...verdict };
};

const setWeather = async (client: CloudClient, chaos: { dice: Dice; log: FaultLog }): Promise<void> => {
  const fault =
    MAILGUN_FAULTS[Math.floor(chaos.dice.roll('mailgun') * MAILGUN_FAULTS.length)] ?? MAILGUN_FAULTS[0];
  await client.fault(fault.fault, { ...fault });
  const name = `mailgun_${fault.fault}`;
  chaos.log.counts[name] = (chaos.log.counts[name] ?? 0) + 1;
};

/** Webhooks that were held up on their way, or that somebody recorded and plays again. */
const postAgain = async (client: CloudClient, calls: readonly Call[]): Promise<void> => {
  for (const call of calls) {
    await client.call('POST', '/webhooks/mailgun', call.body.toString('utf8'), { authorization: '' });
  }
};

/** Until Mailgun was asked for the last time about mail of which no word comes. */
const heal = async (client: CloudClient): Promise<void> => {
  for (let step = 0; step < 12; step += 1) await client.advance('PT10M');
  for (let hour = 0; hour < 74; hour += 1) await client.advance('PT1H');
};

import path from 'node:path';
import type { Outcome, Processes } from '../python/processes.ts';
import { startDns } from './dns-server.ts';
import { check } from './faults.ts';
import { sendingZone } from './sending-zone.ts';
import type { Report } from './report.ts';
import type { Stage } from './stage.ts';

/** One that says so of each thing that is looked at. */
const looked = [
  'credentials',
  'stacks',
  'parts',
  'functions',
  'CDK bootstrap',
  'app.yaml',
  'Lambda concurrency',
  'sending mode',
  'text messages',
  'certificate',
  'base_url',
  'SPF of',
  'DMARC of',
  'From of',
  'secret mailgun',
  'secret mailgun-webhook',
  'secret link-keys',
  'Mailgun key at',
  'domain',
  'DKIM of',
  'tracking of',
  'webhooks of',
  'webhooks arriving',
  'who hears of alarms',
  'alarms',
  'rules',
  'dead letters',
];

const expectFaults = ({ code, stdout }: Pick<Outcome, 'code' | 'stdout'>, count: number): string[] => {
  const faults = stdout.split('\n').filter((line) => line.startsWith('fault'));
  check(
    faults.length === count && code === (count === 0 ? 0 : 1),
    `it ended with ${code} and: ${faults.join(' | ')}`,
  );
  return faults;
};

/** Does what a line says to do by curl, which not every machine has. */
const followRemedy = async (line: string, key: string): Promise<void> => {
  const [url = ''] = /http\S+\/webhooks(?= -d)/.exec(line) ?? [];
  const fields = new URLSearchParams();
  for (const [, name = '', value = ''] of line.matchAll(/ -d (\w+)=(\S+)/g)) fields.append(name, value);
  const answer = await fetch(url, {
    method: 'POST',
    headers: { authorization: authorizationOf(key) },
    body: fields,
  });
  check(answer.status === 200, `${url} answered ${answer.status} to what “${line}” says`);
};

const authorizationOf = (key: string): string => `Basic ${btoa(`api:${key}`)}`;

/** Takes the stage's webhooks out at Mailgun, as docs/deploy.md says. */
const forgetWebhooks = async ({ office, webhookUrl }: Stage, domain: string): Promise<void> => {
  const query = new URLSearchParams({ url: webhookUrl });
  const answer = await fetch(`${office.url}/v4/domains/${domain}/webhooks?${query.toString()}`, {
    method: 'DELETE',
    headers: { authorization: authorizationOf(office.keys.apiKey) },
  });
  check(answer.status === 200, `Mailgun answered ${answer.status}`);
};

/** Has the stage looked at as docs/deploy.md says: as it is, and with seven things broken. */
export const doctorSteps = async (processes: Processes, stage: Stage, { step }: Report): Promise<void> => {
  const { account, cdk, office } = stage;
  const { domain } = cdk.config.email.mailgun;
  const zone = sendingZone(domain);
  const dns = await startDns(() => zone);
  const look = (...args: string[]): Promise<Outcome> =>
    processes.run({
      file: process.execPath,
      args: [path.join('bin', 'doctor.ts'), ...args],
      cwd: process.cwd(),
      env: cdk.environment,
    });
  const lookAtStage = () => look('--stage', cdk.config.stage, '--dns', dns.address);
  const secret = (name: string): string => `outbound-email/${cdk.config.stage}/${name}`;

  await step('npm run doctor', async () => {
    const { code, stdout, stderr } = await lookAtStage();
    const lines = stdout.trim().split('\n');
    const missing = looked.filter((what) => !lines.some((line) => line.slice(13).startsWith(what)));
    const bad = lines.filter((line) => /^(fault|warning)/.test(line));
    check(bad.length === 0 && code === 0, `it found: ${bad.join(' | ')} ${stderr.trim()}`);
    check(missing.length === 0, `it did not look at ${missing.join(', ')}`);
    const another = await look('--stage', 'prod', '--dns', dns.address);
    const [told] = another.stdout.split('\n').filter((line) => line.startsWith('fault'));
    check(
      told?.includes('there is no stage prod; there are rehearsal') === true,
      `of prod it said: ${another.stdout}`,
    );
    return `${lines.at(-1) ?? ''}; of a stage that is not there it names those that are`;
  });

  await step('npm run doctor, with two things broken', async () => {
    const { apiKey, signingKey, sendingKey } = office.keys;
    await account.putSecret(secret('mailgun'), { apiKey: sendingKey });
    await account.putSecret(secret('mailgun-webhook'), { signingkey: signingKey });
    const { code, stdout } = await lookAtStage();
    await account.putSecret(secret('mailgun'), { apiKey });
    await account.putSecret(secret('mailgun-webhook'), { signingKey });
    const [webhook = '', key = ''] = expectFaults({ code, stdout }, 2);
    check(webhook.includes('secret mailgun-webhook: it lacks signingKey'), webhook);
    check(key.includes('it is a domain sending key'), key);
    return 'a secret without its key, and a key that may only send: it names both and what to do';
  });

  await step('npm run doctor, with five more', async () => {
    const topic = stage.named('alarms');
    const sweeper = stage.named('outbox-SweepRuns');
    const letters = stage.named('raw-events-dead-letters');
    const spf = zone.txt?.[domain] ?? [];
    zone.txt = { ...zone.txt, [domain]: ['v=spf1 include:other.example ~all'] };
    await forgetWebhooks(stage, domain);
    const heard = await account.unsubscribeAll(topic);
    await account.switchRules(sweeper, 'off');
    await account.sendToQueue(letters, 'what nobody could work on');
    const found = expectFaults(await lookAtStage(), 5);
    zone.txt = { ...zone.txt, [domain]: spf };
    for (const address of heard) await account.subscribe(topic, address);
    await account.switchRules(sweeper, 'on');
    await account.emptyQueue(letters);
    const [ofSpf = '', webhooks = '', alarms = '', rules = '', dead = ''] = found;
    check(ofSpf.includes(`SPF of ${domain}`), ofSpf);
    check(alarms.includes('nobody hears of alarms → ') && alarms.includes('aws sns subscribe'), alarms);
    check(rules.includes('(Runs the sweeper) → aws events enable-rule'), rules);
    check(dead.includes('dead letters: 1 on raw-events-dead-letters'), dead);
    await followRemedy(webhooks, office.keys.apiKey);
    expectFaults(await lookAtStage(), 0);
    return 'SPF, webhooks, who hears of alarms, the sweeper’s rule, a dead letter; what it says to do brings the webhooks back';
  });
  dns.stop();
};

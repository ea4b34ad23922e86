import path from 'node:path';
import type { Outcome, Processes } from '../python/processes.ts';
import { startDns, type Zone } from './dns-server.ts';
import { check } from './faults.ts';
import type { Report } from './report.ts';
import type { Stage } from './stage.ts';

/** What Mailgun's fake asks for, and a policy above. */
const zoneOf = (domain: string): Zone => ({
  txt: {
    [domain]: ['v=spf1 include:mailgun.org ~all'],
    [`_dmarc.${domain.slice(domain.indexOf('.') + 1)}`]: ['v=DMARC1; p=none'],
  },
  cname: {
    [`pdk1._domainkey.${domain}`]: 'pdk1._domainkey.dkim.mailgun.org',
    [`pdk2._domainkey.${domain}`]: 'pdk2._domainkey.dkim.mailgun.org',
    [`email.${domain}`]: 'mailgun.org',
  },
});

/** One that says so of each thing that is looked at. */
const looked = [
  'credentials',
  'stacks',
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
  'dead letters',
];

/** Has the stage looked at as docs/deploy.md says: as it is, and with two things broken. */
export const doctorSteps = async (processes: Processes, stage: Stage, { step }: Report): Promise<void> => {
  const { account, cdk, office } = stage;
  const dns = await startDns(zoneOf(cdk.config.email.mailgun.domain));
  const look = (...args: string[]): Promise<Outcome> =>
    processes.run({
      file: process.execPath,
      args: [path.join('bin', 'doctor.ts'), ...args],
      cwd: process.cwd(),
      env: { ...cdk.environment, APP_YAML: cdk.appYaml },
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
    const faults = stdout.split('\n').filter((line) => line.startsWith('fault'));
    const [webhook = '', key = ''] = faults;
    check(code === 1 && faults.length === 2, `it ended with ${code} and: ${faults.join(' | ')}`);
    check(webhook.includes('secret mailgun-webhook: it lacks signingKey'), webhook);
    check(key.includes('it is a domain sending key'), key);
    return 'a secret without its key, and a key that may only send: it names both and what to do';
  });
  dns.stop();
};

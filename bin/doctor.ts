import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mailgunSecretSchema } from '../functions/mailgun/secret.ts';
import { awsFault } from '../lib/aws-fault.ts';
import { takeProfile } from '../lib/aws-profile.ts';
import { makeAwsReader } from '../lib/doctor/aws-reader.ts';
import { runChecks } from '../lib/doctor/check.ts';
import { checks } from '../lib/doctor/checks.ts';
import { makeDns } from '../lib/doctor/dns.ts';
import { about, lineOf, ok, summaryOf } from '../lib/doctor/finding.ts';
import { makeMailgunReader } from '../lib/doctor/mailgun-reader.ts';
import { type DoctorOptions, readOptions, usage } from '../lib/doctor/options.ts';
import { makePartsReader } from '../lib/doctor/parts.ts';
import { resourceName } from '../lib/resource-name.ts';
import { type World } from '../lib/doctor/world.ts';
import { APP_YAML, readConfig } from '../lib/read-config.ts';

/** Who the credentials of the shell belong to, and where they lead. @throws what AWS, or the way to it, says. */
const readIdentity = async (): Promise<Pick<World, 'account' | 'partition' | 'region'> & { arn: string }> => {
  const client = new STSClient({ maxAttempts: 2 });
  const region = await client.config.region();
  const { Account = '', Arn = '' } = await client.send(new GetCallerIdentityCommand({}));
  return { account: Account, arn: Arn, partition: Arn.split(':')[1] ?? 'aws', region };
};

const openWorld = (identity: Awaited<ReturnType<typeof readIdentity>>, asked: DoctorOptions): World => {
  const aws = makeAwsReader();
  const { stage } = asked;
  return {
    ...identity,
    stage,
    now: () => Date.now(),
    config: () => readConfig(APP_YAML),
    aws,
    parts: makePartsReader(),
    dns: makeDns({ server: asked.dns, timeoutMs: 3000, tries: 2 }),
    mailgun: async () => {
      const variables =
        asked.mailgunUrl === undefined ? await aws.environment(resourceName({ stage }, 'sweep')) : {};
      const { apiKey } = mailgunSecretSchema.parse(
        JSON.parse(await aws.secret(`outbound-email/${stage}/mailgun`)),
      );
      return makeMailgunReader(
        asked.mailgunUrl ?? variables['MAILGUN_URL'] ?? 'https://api.mailgun.net',
        apiKey,
      );
    },
    sendsTestMail: asked.sendsTestMail,
  };
};

const examine = async (asked: DoctorOptions): Promise<number> => {
  const identity = await readIdentity();
  const tell = (finding: Parameters<typeof lineOf>[0]): void => console.log(lineOf(finding));
  tell(about('credentials', ok(`${identity.arn} in ${identity.region}`)));
  const findings = await runChecks(checks, openWorld(identity, asked), tell);
  console.log(summaryOf(findings));
  return findings.some(({ is }) => is === 'fault') ? 1 : 0;
};

const run = async (): Promise<number> => {
  const asked = readOptions(takeProfile(process.argv.slice(2)));
  switch (asked.is) {
    case 'help':
      console.log(usage);
      return 0;
    case 'refused':
      console.error(asked.why);
      return 1;
    case 'run':
      return examine(asked);
  }
};

try {
  process.exitCode = await run();
} catch (error) {
  const told = awsFault(error);
  if (told === undefined) throw error;
  console.error(told);
  process.exitCode = 1;
}

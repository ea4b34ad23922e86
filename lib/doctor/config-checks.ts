import { ConfigError, type Config } from '../../functions/platform/config.ts';
import { smsConfigOf } from '../../functions/sms/config.ts';
import { quotaFindings } from '../preflight.ts';
import { APP_YAML } from '../read-config.ts';
import { resolveSendingMode } from '../resolve-config.ts';
import type { Check } from './check.ts';
import { about, fault, type Finding, ok, type Verdict, warning } from './finding.ts';
import { judgeStage } from './stack-checks.ts';
import type { World } from './world.ts';

export const configCheck: Check<World> = {
  name: 'app.yaml',
  look: ({ config, stage }) => {
    try {
      const verdict = judgeStage(stage, config().stage, APP_YAML);
      return Promise.resolve([about('app.yaml', verdict, verdict.is === 'fault')]);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      return Promise.resolve([about('app.yaml', fault(error.message, 'mend that line'), true)]);
    }
  },
};

/** What the account's quota of concurrent functions means for a configuration. */
export const judgeConcurrency = (config: Config, quota: number): Verdict[] => {
  const { faults, warnings } = quotaFindings(config, quota);
  const how = 'Service Quotas → AWS Lambda → Concurrent executions';
  const verdicts = [...faults.map((told) => fault(told, how)), ...warnings.map((told) => warning(told, how))];
  return verdicts.length > 0 ? verdicts : [ok(`the account may run ${quota} functions at a time`)];
};

export const concurrencyCheck: Check<World> = {
  name: 'Lambda concurrency',
  needs: ['app.yaml'],
  look: async ({ aws, config }) =>
    judgeConcurrency(config(), await aws.concurrency()).map((verdict) =>
      about('Lambda concurrency', verdict),
    ),
};

/** Whom mail reaches. */
export const judgeSendingMode = (config: Config): Verdict => {
  const mode = resolveSendingMode(config);
  const { allowlist, test_recipients, redirect_to } = config.email.sending;
  switch (mode) {
    case 'live':
      return ok('live: mail goes to everyone');
    case 'redirect':
      return redirect_to === null
        ? fault('redirect, and email.sending.redirect_to is null', 'name a mailbox there, and npm run deploy')
        : warning(
            `redirect: all mail goes to ${redirect_to}`,
            'email.sending.mode: live, if it is to reach everyone',
          );
    case 'allowlist': {
      const allowed = new Set([...allowlist, ...test_recipients]).size;
      return allowed === 0
        ? warning(
            'allowlist, and nobody is on it: no mail goes to anybody',
            'name addresses or domains in email.sending.allowlist, or set email.sending.mode: live, and npm run deploy',
          )
        : ok(`allowlist: mail goes to ${allowed} addresses and domains alone; all else is skipped: sandbox`);
    }
  }
};

export const sendingModeCheck: Check<World> = {
  name: 'sending mode',
  needs: ['app.yaml'],
  look: ({ config }) => Promise.resolve([about('sending mode', judgeSendingMode(config()))]),
};

/** What text messages come from: `status` is AWS End User Messaging's word, undefined where it knows no such thing. */
export const judgeSms = (identity: string, status: string | undefined): Verdict => {
  if (status === undefined) {
    return fault(
      `${identity} is not one of this account and region`,
      'name one of yours in sms.origination_identity (docs/leads.md), and npm run deploy',
    );
  }
  return status === 'ACTIVE'
    ? ok(`${identity} is active`)
    : fault(`${identity} is ${status}`, 'see AWS End User Messaging → Phone numbers for what it waits for');
};

export const smsCheck: Check<World> = {
  name: 'text messages',
  needs: ['app.yaml'],
  look: async ({ config, aws }): Promise<Finding[]> => {
    const { originationIdentity } = smsConfigOf(config());
    if (originationIdentity === undefined) {
      return [about('text messages', ok('sms.origination_identity is null: none are sent'))];
    }
    const status = await aws.smsIdentity(originationIdentity);
    return [about('text messages', judgeSms(originationIdentity, status))];
  },
};

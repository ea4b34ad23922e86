import { spawnSync } from 'node:child_process';
import { GetServiceQuotaCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { ConfigError } from '../functions/platform/config.ts';
import { deployFaults, deployWarnings, quotaFindings } from '../lib/preflight.ts';
import { APP_YAML, readConfig } from '../lib/read-config.ts';

/** "Concurrent executions" of AWS Lambda. */
const CONCURRENCY_QUOTA = { ServiceCode: 'lambda', QuotaCode: 'L-B99A9384' };

/** How many functions the account may run at a time; undefined when it can't be read, which keeps nobody from deploying. */
const readQuota = async (): Promise<number | undefined> => {
  try {
    const answer = await new ServiceQuotasClient({}).send(new GetServiceQuotaCommand(CONCURRENCY_QUOTA));
    return answer.Quota?.Value;
  } catch (error) {
    console.warn(`The quota of concurrent Lambda functions could not be read: ${String(error)}`);
    return undefined;
  }
};

const deploy = async (): Promise<number> => {
  const config = readConfig(APP_YAML);
  const ownFaults = deployFaults(config);
  const quota = ownFaults.length > 0 ? undefined : await readQuota();
  const found = quota === undefined ? { faults: [], warnings: [] } : quotaFindings(config, quota);
  for (const warning of [...deployWarnings(config), ...found.warnings]) console.warn(warning);
  const faults = [...ownFaults, ...found.faults];
  if (faults.length > 0) {
    for (const fault of faults) console.error(`app.yaml: ${fault}`);
    return 1;
  }
  const { status } = spawnSync('cdk', ['deploy', '--all', ...process.argv.slice(2)], { stdio: 'inherit' });
  return status ?? 1;
};

try {
  process.exitCode = await deploy();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

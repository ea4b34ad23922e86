import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { GetServiceQuotaCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { ConfigError } from '../functions/platform/config.ts';
import { parseConfig } from '../lib/read-config.ts';
import { bundleFunctions } from '../lib/bundles.ts';
import { deployFaults, WANTED_CONCURRENCY } from '../lib/preflight.ts';

/** "Concurrent executions" of AWS Lambda. */
const CONCURRENCY_QUOTA = { ServiceCode: 'lambda', QuotaCode: 'L-B99A9384' };

const tellQuota = async (): Promise<void> => {
  try {
    const answer = await new ServiceQuotasClient({}).send(new GetServiceQuotaCommand(CONCURRENCY_QUOTA));
    const quota = answer.Quota?.Value ?? 0;
    if (quota < WANTED_CONCURRENCY) {
      console.warn(
        `This account may run ${quota} Lambda functions at a time; the service uses up to ${WANTED_CONCURRENCY}. ` +
          'It works with fewer, slower. Ask for more under Service Quotas → AWS Lambda → Concurrent executions.',
      );
    }
  } catch (error) {
    console.warn(`The quota of concurrent Lambda functions could not be read: ${String(error)}`);
  }
};

const deploy = async (): Promise<number> => {
  const config = parseConfig(readFileSync('app.yaml', 'utf8'), 'app.yaml');
  const faults = deployFaults(config);
  if (faults.length > 0) {
    for (const fault of faults) console.error(`app.yaml: ${fault}`);
    return 1;
  }
  await tellQuota();
  await bundleFunctions('dist');
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

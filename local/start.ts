import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ConfigError } from '../functions/platform/config.ts';
import { variable } from '../lib/environment-variable.ts';
import { APP_YAML, readConfig } from '../lib/read-config.ts';
import { readSequences, SEQUENCES_DIR, warnOfOff } from '../lib/read-sequences.ts';
import { DynamoError } from './aws/dynoxide.ts';
import { startCloud } from './cloud.ts';
import { type DataFolder, DataFolderError, dataFault, openDataFolder, OWNER_ONLY } from './data-folder.ts';
import { assertPortFree } from './http/port.ts';
import { seed, SeedError } from './seed.ts';
import { BuildError, localConfig, synthesize } from './stacks/synthesize.ts';

const USAGE = `The service on this machine: docs/local.md.

  npm start               on port 3000, with the data of .local
  npm start -- --seed     the same, filled with example traffic

  PORT, DATA_DIR, APP_YAML, SEQUENCES_DIR in the environment name another port, folder, configuration, folder of sequences`;

const wantedPort = process.env['PORT'] ?? '3000';
const port = Number(wantedPort);
const dataDir = variable('DATA_DIR') ?? '.local';

const curl = (url: string): string =>
  `curl -s ${url}/v1/emails -H 'Authorization: Bearer local-dev-key' -H 'Content-Type: application/json' ` +
  `-d '{"to":{"email":"ada@example.com"},"template":"system_notification","data":{"title":"Hello","body":"It works."}}'`;

const ASSEMBLY = `${dataDir}/assembly`;
const builtAt = (): number | undefined => statSync(`${ASSEMBLY}/stamp`, { throwIfNoEntry: false })?.mtimeMs;

const start = async (folder: DataFolder, isSeeded: boolean): Promise<void> => {
  const config = localConfig(readConfig(APP_YAML, variable('APP_YAML') === undefined));
  const sequences = readSequences(SEQUENCES_DIR);
  await assertPortFree(port);
  const builtBefore = builtAt();
  if (builtBefore === undefined) console.log('Building the stacks, which is done once and takes a minute …');
  const assembly = await synthesize(config, ASSEMBLY);
  // Whoever builds the stacks says so.
  if (builtAt() === builtBefore) warnOfOff(config, sequences);
  // From here on all that is written is data. Bundles are not: in Lambda others must be able to read them.
  process.umask(OWNER_ONLY);
  const cloud = await startCloud({
    assembly,
    dataDir,
    port,
    dynamoEndpoint: variable('DYNAMODB_ENDPOINT'),
    onFailure: (line) => console.error(line),
    onEnd: giveUp,
  });
  const end = (): void => {
    process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM');
    void cloud.stop().then(() => {
      folder.release();
      process.exit(0);
    });
  };
  process.on('SIGINT', end).on('SIGTERM', end);
  if (isSeeded) {
    const calls = await seed(cloud.url);
    console.log(
      `Filled by ${calls} calls: reps, conversations, appointments, leads and e-mails that fare differently.`,
    );
  }
  console.log(`Ready: ${cloud.url}/console shows every mail. Try: ${curl(cloud.url)}`);
};

/** What went wrong in one line, for the faults that a reader of the line can mend. */
const plainWords = (error: unknown): string | undefined => {
  const isPlain = [ConfigError, BuildError, DataFolderError, DynamoError, SeedError].some(
    (kind) => error instanceof kind,
  );
  if (isPlain && error instanceof Error) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `Port ${port} is in use. Set PORT to another one, such as PORT=${port + 1} npm start.`;
  }
  return dataFault(error, dataDir);
};

const giveUp = (error: unknown): never => {
  console.error(plainWords(error) ?? error);
  process.exit(1);
};

/** @throws TypeError for what is no option. */
const readOptions = () =>
  parseArgs({
    options: { seed: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  }).values;

const readOptionsOrEnd = (): ReturnType<typeof readOptions> => {
  try {
    return readOptions();
  } catch (error) {
    console.error(`${error instanceof Error ? error.message.split('. ')[0] : String(error)}.\n\n${USAGE}`);
    process.exit(1);
  }
};

// A log that can't be written ends the process from where nobody waits.
process.on('uncaughtException', giveUp);

const options = readOptionsOrEnd();
if (options.help) {
  console.log(USAGE);
  process.exit(0);
}
if (!/^\d{1,5}$/.test(wantedPort) || port > 65_535) {
  console.error(`PORT is ${JSON.stringify(wantedPort)}; allowed: a whole number from 0 to 65535.`);
  process.exit(1);
}
try {
  await start(openDataFolder(dataDir), options.seed);
} catch (error) {
  giveUp(error);
}

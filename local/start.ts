import { existsSync, readFileSync } from 'node:fs';
import { ConfigError } from '../functions/platform/config.ts';
import { parseConfig } from '../lib/read-config.ts';
import { startCloud } from './cloud.ts';
import { assertPortFree } from './http/port.ts';
import { BuildError, localConfig, synthesize } from './stacks/synthesize.ts';

const port = Number(process.env['PORT'] ?? 3000);
const dataDir = process.env['DATA_DIR'] ?? '.local';

const curl = (url: string): string =>
  `curl -s ${url}/v1/emails -H 'Authorization: Bearer local-dev-key' -H 'Content-Type: application/json' ` +
  `-d '{"to":{"email":"ada@example.com"},"template":"system_notification","data":{"title":"Hello","body":"It works."}}'`;

/** The configuration's file; only tests name another one. */
const configFile = process.env['APP_YAML'] ?? 'app.yaml';

const start = async (): Promise<void> => {
  const source = existsSync(configFile) ? readFileSync(configFile, 'utf8') : '';
  const config = localConfig(parseConfig(source, configFile));
  await assertPortFree(port);
  const assembly = await synthesize(config, `${dataDir}/assembly`);
  const cloud = await startCloud({
    assembly,
    dataDir,
    port,
    dynamoEndpoint: process.env['DYNAMODB_ENDPOINT'],
    onFailure: (line) => console.error(line),
  });
  console.log(`Ready: ${cloud.url}/console shows every mail. Try: ${curl(cloud.url)}`);
  const end = (): void => {
    process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM');
    void cloud.stop().then(() => process.exit(0));
  };
  process.on('SIGINT', end).on('SIGTERM', end);
};

/** What went wrong in one line, for the faults that a reader of the line can mend. */
const plainWords = (error: unknown): string | undefined => {
  if (error instanceof ConfigError || error instanceof BuildError) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `Port ${port} is in use. Set PORT to another one, such as PORT=${port + 1} npm start.`;
  }
  return undefined;
};

if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`PORT is ${process.env['PORT'] ?? ''}; allowed: a whole number from 0 to 65535.`);
  process.exit(1);
}
try {
  await start();
} catch (error) {
  console.error(plainWords(error) ?? error);
  process.exit(1);
}

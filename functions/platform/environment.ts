import { readFileSync } from 'node:fs';
import { checkSections, type Config, configSchema, type SendingMode } from './config.ts';

/** Reads a variable that the stack must have set. @throws Error naming it when it is missing. */
export const requireEnv = (name: string): string => {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`Environment variable ${name} is not set`);
  return value;
};

let config: Config | undefined;

/** The configuration that the stack handed over, in a file beside the bundle: app.yaml, resolved for its stage. */
export const configFromEnv = (): Config => (config ??= readConfigFile());

const readConfigFile = (): Config => {
  const file = new URL('app-config.json', import.meta.url);
  return checkSections(configSchema, JSON.parse(readFileSync(file, 'utf8')), 'app-config.json');
};

/** Whom mail may reach on this stage. @throws Error when the stack left it open. */
export const sendingModeFromEnv = (): SendingMode => {
  const { mode } = configFromEnv().email.sending;
  if (mode === null) throw new Error('app-config.json does not say whom mail may reach');
  return mode;
};

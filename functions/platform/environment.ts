import { checkConfig, type Config } from './config.ts';

/** Reads a variable that the stack must have set. @throws Error naming it when it is missing. */
export const requireEnv = (name: string): string => {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`Environment variable ${name} is not set`);
  return value;
};

/** The configuration that the stack handed over: app.yaml's values where they differ from the defaults. */
export const configFromEnv = (): Config => checkConfig(JSON.parse(requireEnv('APP_CONFIG')), 'APP_CONFIG');

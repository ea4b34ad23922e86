import * as z from 'zod';
import { checkConfig, type Config, type SendingMode } from './config.ts';

/** Reads a variable that the stack must have set. @throws Error naming it when it is missing. */
export const requireEnv = (name: string): string => {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`Environment variable ${name} is not set`);
  return value;
};

/** The configuration that the stack handed over: app.yaml's values where they differ from the defaults. */
export const configFromEnv = (): Config => checkConfig(JSON.parse(requireEnv('APP_CONFIG')), 'APP_CONFIG');

const sendingModeSchema = z.enum(['live', 'redirect', 'allowlist']);

/** Whom mail may reach on this stage; the stack has resolved app.yaml's `null`. */
export const sendingModeFromEnv = (): SendingMode => sendingModeSchema.parse(requireEnv('SENDING_MODE'));

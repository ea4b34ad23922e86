import type { Config, SendingMode } from '../functions/platform/config.ts';

/** Whom mail may reach: unless app.yaml says otherwise, only production mails everyone. */
export const resolveSendingMode = (config: Config): SendingMode =>
  config.email.sending.mode ?? (config.stage === 'prod' ? 'live' : 'allowlist');

/** A configuration as functions read it: with nothing left to be decided by the stage. */
export const resolveConfig = (config: Config): Config => ({
  ...config,
  email: { ...config.email, sending: { ...config.email.sending, mode: resolveSendingMode(config) } },
});

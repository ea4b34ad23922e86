import type { Config, SendingMode } from '../functions/platform/config.ts';

/** Whom mail may reach: unless app.yaml says otherwise, only production mails everyone. */
export const resolveSendingMode = (config: Config): SendingMode =>
  config.email.sending.mode ?? (config.stage === 'prod' ? 'live' : 'allowlist');

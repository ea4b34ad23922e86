import { systemClock } from '../platform/clock.ts';
import { configFromEnv, sendingModeFromEnv } from '../platform/environment.ts';
import { smsConfigOf } from './config.ts';
import { makeSms, makeSmsClient, type Sms } from './sms.ts';

/** SMS as app.yaml has them: off without an identity to send from, and to test numbers alone where mail does not reach everyone. */
export const smsFromEnv = (): Sms =>
  makeSms({
    client: makeSmsClient(),
    config: smsConfigOf(configFromEnv()),
    isLive: sendingModeFromEnv() === 'live',
    sleep: (ms) => systemClock.sleepUntil(systemClock.now() + ms),
  });

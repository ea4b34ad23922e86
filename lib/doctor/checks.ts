import type { Check } from './check.ts';
import { concurrencyCheck, configCheck, sendingModeCheck, smsCheck } from './config-checks.ts';
import { baseUrlCheck, certificateCheck } from './edge-checks.ts';
import { keyCheck } from './mailgun-checks.ts';
import { partsCheck } from './parts-check.ts';
import { secretsCheck } from './secret-checks.ts';
import { domainCheck, sendingDnsCheck } from './sending-dns-checks.ts';
import { bootstrapCheck, stacksCheck } from './stack-checks.ts';
import { alarmsCheck, deadLettersCheck, rulesCheck, subscriptionsCheck } from './watch-checks.ts';
import { arrivalsCheck, webhooksCheck } from './webhook-checks.ts';
import type { World } from './world.ts';

/** All that is looked at, in this order; each needs only those before it. */
export const checks: readonly Check<World>[] = [
  stacksCheck,
  partsCheck,
  bootstrapCheck,
  configCheck,
  concurrencyCheck,
  sendingModeCheck,
  smsCheck,
  certificateCheck,
  baseUrlCheck,
  sendingDnsCheck,
  secretsCheck,
  keyCheck,
  domainCheck,
  webhooksCheck,
  arrivalsCheck,
  subscriptionsCheck,
  alarmsCheck,
  rulesCheck,
  deadLettersCheck,
];

import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { authenticateFromEnv } from '../platform/auth-from-env.ts';
import { toIso } from '../platform/clock.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { configFromEnv, requireEnv, sendingModeFromEnv } from '../platform/environment.ts';
import { bind, makeHttpHandler } from '../platform/http.ts';
import { makeLogger } from '../platform/logging.ts';
import { viewBreaker } from './api/breaker-view.ts';
import { viewWaiting } from './api/pauses-view.ts';
import { breakerFromEnv, sendsFromEnv } from './from-env.ts';
import { readPauses } from './flow/pauses.ts';
import { showStatus } from './status.routes.ts';

const config = configFromEnv();
const mode = sendingModeFromEnv();
const dynamo = makeDynamo();
const sends = sendsFromEnv(dynamo);
const state = { dynamo, table: requireEnv('STATE_TABLE') };
const readBreaker = breakerFromEnv();

const buildSchema = z.object({ version: z.string(), commit: z.string().optional() });
/** What was built, in a file beside the bundle. */
const build = buildSchema.parse(JSON.parse(readFileSync(new URL('build.json', import.meta.url), 'utf8')));

const routes = [
  bind(showStatus, async () => {
    const now = Date.now();
    const [breaker, { decisions }] = await Promise.all([readBreaker(), readPauses(state, now)]);
    const pauses = await viewWaiting(sends, decisions, now);
    const { mailgun, delivery } = config.email;
    return {
      status: 200,
      body: {
        ...build,
        stage: config.stage,
        now: toIso(now),
        mode,
        domain: mailgun.domain,
        ...(mailgun.marketing_domain !== null && { marketingDomain: mailgun.marketing_domain }),
        region: mailgun.region,
        ratePerMinute: delivery.rate_limit_per_minute,
        ...viewBreaker(breaker, now),
        pauses,
      },
    };
  }),
];

export const handler = makeHttpHandler(routes, {
  authenticate: authenticateFromEnv(),
  logger: makeLogger(),
});

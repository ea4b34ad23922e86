import { configFromEnv, requireEnv } from '../platform/environment.ts';
import { bind, type HttpAnswer, makeHttpHandler } from '../platform/http.ts';
import { linkKeysSchema, secretFromEnv } from '../platform/secrets.ts';
import { readToken } from '../platform/signed-link.ts';
import { trackFromEnv } from '../tracking/track-from-env.ts';
import { ONE_CLICK_EVENT, trailOf } from '../tracking/consequences.ts';
import { trackEvents } from '../tracking/track.ts';
import { categoryRules } from './categories.ts';
import { changeAndTell } from './change-and-tell.ts';
import { ONE_CLICK_PURPOSE, oneClickSchema } from './one-click.ts';
import { showUnsubscribe, unsubscribe } from './public-routes.ts';
import { optOut } from './wishes.ts';
import { unsubscribePage, type UnsubscribeView } from './unsubscribe-page.ts';

const config = configFromEnv();
const linkKeys = secretFromEnv(requireEnv('LINK_KEYS_SECRET_ID'), linkKeysSchema);
const deps = trackFromEnv();

const read = async (text: string | undefined) =>
  readToken(await linkKeys.get(), {
    purpose: ONE_CLICK_PURPOSE,
    text: text ?? '',
    schema: oneClickSchema,
    now: deps.now(),
  });

const statuses: Readonly<Record<UnsubscribeView['state'], number>> = {
  ask: 200,
  done: 200,
  broken: 404,
  expired: 410,
};

const show = (view: UnsubscribeView): HttpAnswer => ({
  status: statuses[view.state],
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
  },
  body: unsubscribePage(view, config.brand),
});

const routes = [
  bind(showUnsubscribe, async ({ params }) => {
    const token = await read(params['token']);
    if (!token.ok) return show({ state: token.why === 'expired' ? 'expired' : 'broken' });
    return show({ state: 'ask', ...token.payload });
  }),
  bind(unsubscribe, async ({ params }) => {
    const token = await read(params['token']);
    if (!token.ok) return show({ state: token.why === 'expired' ? 'expired' : 'broken' });
    const { email, category, messageId } = token.payload;
    const { refusedBy } = categoryRules[category];
    const now = deps.now();
    const event = {
      id: ONE_CLICK_EVENT,
      type: 'unsubscribed' as const,
      occurredAt: now,
      messageId,
      generation: token.payload.generation,
      recipient: email,
      tags: [],
      bot: false,
    };
    const [orphan] = await trackEvents(deps, [{ event, handOver: 'one-click' }]);
    // The message is past its retention, and the link still holds.
    if (orphan && refusedBy !== null) {
      await changeAndTell(deps, email, (recipient) => optOut(recipient, [refusedBy], now), trailOf(event));
    }
    return show({ state: 'done', ...token.payload });
  }),
];

export const handler = makeHttpHandler(routes, {
  authenticate: () => Promise.reject(new Error('These routes are public')),
  logger: deps.logger,
});

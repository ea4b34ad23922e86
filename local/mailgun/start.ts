import * as z from 'zod';
import { randomSeed, seededChance } from './chance.ts';
import { makeCourier, PARALLEL_POSTS } from './courier.ts';
import { makeDomains } from './domains.ts';
import { makeEventsFeed } from './events-feed.ts';
import { makeEventsStore } from './events-store.ts';
import type { FakeMailgun, FakeMailgunOptions } from './fake-mailgun.ts';
import { makeFaults } from './faults.ts';
import { listen } from './http-server.ts';
import { makeMailStore } from './mail-store.ts';
import { makePostOffice } from './post-office.ts';
import { makeRouter } from './routes.ts';
import { makeSendRoute } from './send-route.ts';
import { makeSetting } from './settings.ts';
import { makeStoredMessages } from './stored-messages.ts';
import { makeSuppressionRoutes } from './suppression-routes.ts';
import { makeSuppressions } from './suppressions.ts';
import { createTables, emptyTables } from './tables.ts';
import { makeWebhookAddresses } from './webhook-addresses.ts';
import { makeWebhookRoutes } from './webhook-routes.ts';
import { makeWebhookPoster } from './webhook-post.ts';
import { makeWebhookQueue } from './webhook-queue.ts';

const ownDomain = z.object({ domain: z.object({ name: z.string() }).optional().catch(undefined) });

/**
 * Starts a Mailgun of one's own on 127.0.0.1, or goes on with what the database holds of an earlier one.
 * It keeps no time by itself: recipients act and webhooks go out when `runDue` is called.
 */
export const startFakeMailgun = async (options: FakeMailgunOptions): Promise<FakeMailgun> => {
  const { database, now } = options;
  createTables(database);
  const seed = options.seed ?? randomSeed();
  const server = { url: '', stopped: false };
  const url = () => server.url;

  const mails = makeMailStore(database);
  const suppressions = makeSuppressions(database);
  const queue = makeWebhookQueue(database, { signingKey: options.signingKey, url });
  const webhookDrop = makeSetting(database, { key: 'webhookDrop', shape: z.number(), initial: 0 });
  const faults = makeFaults(database, seededChance(seed, 'faults'));
  const domains = makeDomains(database, now);
  const stored = makeStoredMessages(mails, url);
  const events = makeEventsStore(database, { lateness: seededChance(seed, 'lateness'), stored });
  const office = makePostOffice({
    database,
    mails,
    suppressions,
    webhooks: queue,
    events,
    webhookDrop,
    dropChance: seededChance(seed, 'drops'),
  });
  const poster = makeWebhookPoster(PARALLEL_POSTS);
  const { webhookUrl, registeredUrl = webhookUrl } = options;
  const addresses = makeWebhookAddresses(database, registeredUrl);
  const reachable = (url: string): string => (url === registeredUrl() ? (webhookUrl() ?? url) : url);
  const courier = makeCourier({
    database,
    now,
    isConnected: () => webhookUrl() !== undefined,
    urlsOf: ({ domain, type }) => addresses.of(domain)[type].map(reachable),
    office,
    queue,
    poster,
  });
  const route = makeRouter({
    apiKey: options.apiKey,
    sendingKey: options.sendingKey,
    webhooks: makeWebhookRoutes(addresses),
    domains,
    feed: makeEventsFeed(database, { now, url }),
    send: makeSendRoute({
      faults,
      office,
      now,
      isStopped: () => server.stopped,
      onAccepted: () => {
        if (!server.stopped) options.onChange();
      },
    }),
    stored,
    suppressions: makeSuppressionRoutes({ suppressions, now, url }),
  });
  const http = await listen(options.port, route);
  server.url = `http://127.0.0.1:${http.port}`;
  return {
    url: server.url,
    nextDueAt: courier.nextDueAt,
    runDue: courier.runDue,
    isBusy: () => http.isBusy() || courier.isBusy(),
    setFault: faults.set,
    setWebhookDrop: webhookDrop.write,
    addEvent: (event) => {
      const domain = ownDomain.parse(event).domain?.name ?? domains.first();
      return domain === undefined ? undefined : events.addGiven(domain, event, now());
    },
    listChanges: suppressions.changes,
    inbox: mails.inbox,
    inboxSize: mails.count,
    mail: mails.open,
    reset: () => {
      emptyTables(database);
      office.forget();
      queue.forget();
      faults.clear();
      addresses.forget();
      webhookDrop.write(0);
      domains.forget();
    },
    stop: async () => {
      server.stopped = true;
      await Promise.all([http.stop(), courier.stop()]);
    },
  };
};

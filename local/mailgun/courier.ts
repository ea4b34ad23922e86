import type { DatabaseSync } from 'node:sqlite';
import type { PostOffice } from './post-office.ts';
import { inTransaction } from './tables.ts';
import type { WebhookPoster } from './webhook-post.ts';
import type { DueWebhook, PostOutcome, WebhookQueue } from './webhook-queue.ts';

export interface Courier {
  /** Plays and posts until nothing is due; runs one at a time, so that no webhook goes out twice at once. */
  runDue: () => Promise<void>;
  nextDueAt: () => number | undefined;
  isBusy: () => boolean;
  stop: () => Promise<void>;
}

export interface CourierDeps {
  database: DatabaseSync;
  now: () => number;
  /** Whether the far end can be reached; what is due waits while it can't. */
  isConnected: () => boolean;
  /** Where a webhook goes: to nobody where its type is not registered. */
  urlsOf: (webhook: DueWebhook) => readonly string[];
  office: PostOffice;
  queue: WebhookQueue;
  poster: WebhookPoster;
}

export const PARALLEL_POSTS = 20;

export const makeCourier = (deps: CourierDeps): Courier => {
  let stopped = false;
  let running: Promise<void> | undefined;
  let waiting: Promise<void> | undefined;

  /** To each address; to all of them again while one of them fails. */
  const post = async (webhook: DueWebhook): Promise<PostOutcome> => {
    const urls = deps.urlsOf(webhook);
    const outcomes = await Promise.all(urls.map((url) => deps.poster.post(url, webhook.body)));
    return outcomes.includes('failed') ? 'failed' : 'done';
  };
  const postSome = async (): Promise<boolean> => {
    const due = inTransaction(deps.database, () => deps.queue.due(deps.now(), PARALLEL_POSTS));
    const posted = await Promise.all(
      due.map(async (webhook): Promise<[DueWebhook, PostOutcome]> => [webhook, await post(webhook)]),
    );
    // A post that was broken off by the end of the fake goes out again with the next start.
    const settled = stopped ? posted.filter(([, outcome]) => outcome !== 'failed') : posted;
    inTransaction(deps.database, () => {
      for (const [webhook, outcome] of settled) deps.queue.settle(webhook, outcome, deps.now());
    });
    return due.length > 0;
  };
  const drain = async (): Promise<void> => {
    let worked = true;
    while (worked && !stopped) {
      while (deps.office.playDue(deps.now()));
      worked = deps.isConnected() && (await postSome());
    }
  };
  const start = (): Promise<void> => {
    running = drain().finally(() => {
      running = undefined;
    });
    return running;
  };
  return {
    runDue: () => {
      if (stopped) return Promise.resolve();
      if (running === undefined) return start();
      // Whoever calls during a run may have brought something that it has passed by already.
      waiting ??= running
        .catch(() => undefined)
        .then(() => {
          waiting = undefined;
          return running ?? start();
        });
      return waiting;
    },
    nextDueAt: () => {
      const times = [
        deps.office.nextPlayAt(),
        deps.isConnected() ? deps.queue.nextDueAt() : undefined,
      ].filter((time) => time !== undefined);
      return times.length === 0 ? undefined : Math.min(...times);
    },
    isBusy: () => running !== undefined,
    stop: async () => {
      stopped = true;
      deps.poster.stop();
      await running?.catch(() => undefined);
    },
  };
};

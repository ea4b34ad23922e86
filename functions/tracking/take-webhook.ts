import type { RawEvent } from '../mailgun/raw-events.ts';
import type { Secret } from '../platform/secrets.ts';
import { isFresh, isSignedBy } from '../mailgun/signature.ts';
import { readPayload } from '../mailgun/webhook-payload.ts';
import type { WebhookSecret } from '../mailgun/secret.ts';

export type WebhookVerdict =
  | { take: true; raw: RawEvent }
  /** 406 tells Mailgun not to come back; any other refusal is retried for hours. */
  | { take: false; status: 401 | 406; why: string };

export interface WebhookDeps {
  secret: Secret<WebhookSecret>;
  maxAgeHours: number;
  now: () => number;
}

/** One SQS message holds less than 256 KB; Mailgun's events are a few KB. */
export const MAX_WEBHOOK_BYTES = 200_000;

/** Decides whether a webhook is taken. Nothing in it is believed before its signature holds. */
export const checkWebhook = async (
  deps: WebhookDeps,
  body: Buffer,
  contentType: string,
): Promise<WebhookVerdict> => {
  if (body.length > MAX_WEBHOOK_BYTES)
    return { take: false, status: 406, why: 'larger than any Mailgun event' };
  const payload = await readPayload(body, contentType);
  if (payload === undefined)
    return { take: false, status: 406, why: 'not a Mailgun webhook with a signature' };
  const { stamp, event } = payload;
  if (!isFresh(stamp, deps.maxAgeHours, deps.now()))
    return { take: false, status: 406, why: 'its timestamp is too old, or ahead of its time' };
  if (!isSignedBy(await deps.secret.get(), stamp) && !isSignedBy(await renewed(deps), stamp)) {
    // It may be our own key that is out of date, so a genuine one may come back once that is mended.
    return { take: false, status: 401, why: 'the signature does not match' };
  }
  return { take: true, raw: { token: stamp.token, receivedAt: deps.now(), event } };
};

/** Forged requests must not make us read the secret each time. */
const RENEW_AT_MOST_EVERY_MS = 10_000;
const renewals = new WeakMap<Secret<WebhookSecret>, number>();

const renewed = async (deps: WebhookDeps): Promise<WebhookSecret> => {
  const last = renewals.get(deps.secret) ?? -Infinity;
  if (deps.now() - last < RENEW_AT_MOST_EVERY_MS) return deps.secret.get();
  renewals.set(deps.secret, deps.now());
  return deps.secret.refresh();
};

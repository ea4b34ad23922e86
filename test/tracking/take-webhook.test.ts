import { describe, expect, test } from 'vitest';
import type { Secret } from '../../functions/platform/secrets.ts';
import { MAX_WEBHOOK_BYTES, checkWebhook } from '../../functions/tracking/take-webhook.ts';
import { HOUR, NOW, SECOND } from '../outbox/messages.ts';
import { aStamp, mailgunEvents, PREVIOUS_KEY, SIGNING_KEY } from './events.ts';
import type { WebhookSecret } from '../../functions/mailgun/secret.ts';

/** A secret that is cached with one value while the vault holds another. */
const aSecret = (cached: WebhookSecret, inTheVault = cached) => {
  let value = cached;
  const reads = { refreshed: 0 };
  const secret: Secret<WebhookSecret> = {
    get: () => Promise.resolve(value),
    refresh: () => {
      reads.refreshed += 1;
      value = inTheVault;
      return Promise.resolve(value);
    },
  };
  return { secret, reads };
};

const today: WebhookSecret = { signingKey: SIGNING_KEY };
const webhook = (stamp = aStamp(), event: unknown = mailgunEvents.delivered) =>
  Buffer.from(JSON.stringify({ signature: stamp, 'event-data': event }));

const take = (
  body: Buffer,
  different: { secret?: Secret<WebhookSecret>; now?: number; type?: string } = {},
) =>
  checkWebhook(
    {
      secret: different.secret ?? aSecret(today).secret,
      maxAgeHours: 12,
      now: () => different.now ?? NOW + SECOND,
    },
    body,
    different.type ?? 'application/json',
  );

describe('a webhook that is taken', () => {
  test('is handed on as Mailgun said it, with its token and the time it came', async () => {
    const { token } = aStamp();
    expect(await take(webhook())).toEqual({
      take: true,
      raw: { token, receivedAt: NOW + SECOND, event: mailgunEvents.delivered },
    });
  });

  test('may hold an event that we do not know: it is signed, so it is kept', async () => {
    expect(await take(webhook(aStamp(), { event: 'teleported' }))).toMatchObject({
      take: true,
      raw: { event: { event: 'teleported' } },
    });
  });

  test("may be Mailgun's last retry, with the stamp of 8 h ago", async () => {
    expect(await take(webhook(), { now: NOW + 8 * HOUR })).toMatchObject({ take: true });
  });

  test('may come as a form', async () => {
    const body = Buffer.from(new URLSearchParams({ ...aStamp(), event: 'delivered' }).toString());
    expect(await take(body, { type: 'application/x-www-form-urlencoded' })).toMatchObject({ take: true });
  });

  test('may be as large as 200,000 bytes', async () => {
    const spare = MAX_WEBHOOK_BYTES - webhook(aStamp(), { pad: '' }).length;
    const body = webhook(aStamp(), { pad: 'x'.repeat(spare) });
    expect(body).toHaveLength(200_000);
    expect(await take(body)).toMatchObject({ take: true });
  });
});

describe('a webhook that is refused', () => {
  test.each([
    {
      what: 'larger than any event',
      body: Buffer.alloc(200_001, 'x'),
      status: 406,
      why: 'larger than any Mailgun event',
    },
    {
      what: 'not JSON',
      body: Buffer.from('hello'),
      status: 406,
      why: 'not a Mailgun webhook with a signature',
    },
    { what: 'empty', body: Buffer.alloc(0), status: 406, why: 'not a Mailgun webhook with a signature' },
    {
      what: 'without a signature',
      body: Buffer.from(JSON.stringify({ 'event-data': mailgunEvents.delivered })),
      status: 406,
      why: 'not a Mailgun webhook with a signature',
    },
    {
      what: 'stamped 13 h ago',
      body: webhook(aStamp({ timestamp: String((NOW - 13 * HOUR) / 1000) })),
      status: 406,
      why: 'its timestamp is too old, or ahead of its time',
    },
    {
      what: 'stamped 6 min ahead',
      body: webhook(aStamp({ timestamp: String(NOW / 1000 + 360) })),
      status: 406,
      why: 'its timestamp is too old, or ahead of its time',
    },
    {
      what: 'signed with another key: it may come again, since our key may be the wrong one',
      body: webhook(aStamp({ key: 'forged' })),
      status: 401,
      why: 'the signature does not match',
    },
  ])('$what ($status)', async ({ body, status, why }) => {
    expect(await take(body)).toEqual({ take: false, status, why });
  });

  test('what is old is refused before its signature is looked at', async () => {
    const { secret, reads } = aSecret(today);
    const old = aStamp({ timestamp: String((NOW - 13 * HOUR) / 1000), key: 'forged' });
    expect(await take(webhook(old), { secret })).toMatchObject({ take: false, status: 406 });
    expect(reads.refreshed).toBe(0);
  });
});

describe('when the signing key has been rotated', () => {
  test('a webhook under the new key is taken: the secret is read anew', async () => {
    const { secret, reads } = aSecret({ signingKey: PREVIOUS_KEY }, today);
    expect(await take(webhook(), { secret })).toMatchObject({ take: true });
    expect(reads.refreshed).toBe(1);
  });

  test('a webhook under the key before is taken while both are in the secret', async () => {
    const { secret } = aSecret({ ...today, previousSigningKey: PREVIOUS_KEY });
    expect(await take(webhook(aStamp({ key: PREVIOUS_KEY })), { secret })).toMatchObject({ take: true });
  });

  test('forged webhooks make us read the secret once in ten seconds, no more', async () => {
    const { secret, reads } = aSecret(today);
    const forged = webhook(aStamp({ key: 'forged' }));
    for (let i = 0; i < 20; i += 1) await take(forged, { secret, now: NOW + i });
    expect(reads.refreshed).toBe(1);
    await take(forged, { secret, now: NOW + 9999 });
    expect(reads.refreshed).toBe(1);
    await take(forged, { secret, now: NOW + 10_000 });
    expect(reads.refreshed).toBe(2);
  });

  test('a genuine webhook does not make us read it', async () => {
    const { secret, reads } = aSecret(today);
    await take(webhook(), { secret });
    expect(reads.refreshed).toBe(0);
  });
});

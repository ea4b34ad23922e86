import { createHmac, randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import type { InboxMail } from '../mailgun/fake-mailgun.ts';
import { startFakeMailgun } from '../mailgun/start.ts';

const TICK_MS = 100;

export interface PostOffice {
  url: string;
  keys: { apiKey: string; signingKey: string; sendingKey: string };
  /** From now on, webhooks go here, and are registered under the name that the stack has for it. */
  tell: (webhookUrl: string, registeredUrl: string) => void;
  /** The mails to an address, oldest first. */
  mailsTo: (address: string) => InboxMail[];
  /** An event as Mailgun posts it, signed by a key. */
  signed: (event: Record<string, unknown>, key?: string) => string;
  stop: () => Promise<void>;
}

/** The fake Mailgun on the real clock, with keys of its own. */
export const openPostOffice = async (): Promise<PostOffice> => {
  const key = () => randomBytes(16).toString('hex');
  const keys = { apiKey: key(), signingKey: key(), sendingKey: key() };
  const database = new DatabaseSync(':memory:');
  let webhookUrl: string | undefined;
  let registeredUrl: string | undefined;
  const mailgun = await startFakeMailgun({
    database,
    now: Date.now,
    webhookUrl: () => webhookUrl,
    registeredUrl: () => registeredUrl,
    ...keys,
    port: 0,
    onChange: () => undefined,
  });
  const timer = setInterval(() => {
    if ((mailgun.nextDueAt() ?? Infinity) <= Date.now()) void mailgun.runDue();
  }, TICK_MS);
  return {
    url: mailgun.url,
    keys,
    tell: (url, registered) => {
      webhookUrl = url;
      registeredUrl = registered;
    },
    mailsTo: (address) =>
      mailgun.inbox({ to: address, limit: 100 }).flatMap(({ id }) => mailgun.mail(id) ?? []),
    signed: (event, key = keys.signingKey) => {
      const timestamp = String(Math.floor(Date.now() / 1000));
      const token = randomBytes(25).toString('hex');
      const signature = createHmac('sha256', key)
        .update(timestamp + token)
        .digest('hex');
      return JSON.stringify({ signature: { timestamp, token, signature }, 'event-data': event });
    },
    stop: async () => {
      clearInterval(timer);
      await mailgun.stop();
      database.close();
    },
  };
};

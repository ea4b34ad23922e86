import { createHmac, randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import type { InboxMail } from '../mailgun/fake-mailgun.ts';
import { startFakeMailgun } from '../mailgun/start.ts';

const TICK_MS = 100;

export interface PostOffice {
  url: string;
  keys: { apiKey: string; signingKey: string };
  /** From now on, webhooks go here. */
  tell: (webhookUrl: string) => void;
  /** The mails to an address, oldest first. */
  mailsTo: (address: string) => InboxMail[];
  /** An event as Mailgun posts it, signed by a key. */
  signed: (event: Record<string, unknown>, key?: string) => string;
  stop: () => Promise<void>;
}

/** The fake Mailgun on the real clock, with keys of its own. */
export const openPostOffice = async (): Promise<PostOffice> => {
  const keys = { apiKey: randomBytes(16).toString('hex'), signingKey: randomBytes(16).toString('hex') };
  const database = new DatabaseSync(':memory:');
  let webhookUrl: string | undefined;
  const mailgun = await startFakeMailgun({
    database,
    now: Date.now,
    webhookUrl: () => webhookUrl,
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
    tell: (url) => {
      webhookUrl = url;
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

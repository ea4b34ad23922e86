import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import FormData from 'form-data';
import Mailgun from 'mailgun.js';
import { onTestFinished, vi } from 'vitest';
import type { FakeMailgun } from '../../../local/mailgun/fake-mailgun.ts';
import { startFakeMailgun } from '../../../local/mailgun/start.ts';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const DOMAIN = 'mg.example.com';
export const API_KEY = 'key-local';
export const SENDING_KEY = 'sending-key-local';
export const SIGNING_KEY = 'signing-key-local';
export const START = Date.parse('2026-03-02T09:00:00.000Z');

export interface Posted {
  signature: { timestamp: string; token: string; signature: string };
  'event-data': Record<string, unknown>;
}

export interface Receiver {
  url: string;
  posted: Posted[];
  /** Event names in the order they came. */
  events: () => string[];
  clear: () => void;
  answer: (reply: (post: Posted) => number) => void;
}

/** The far end of the webhooks. */
export const startReceiver = async (): Promise<Receiver> => {
  const posted: Posted[] = [];
  let reply: (post: Posted) => number = () => 200;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const post = JSON.parse(body) as Posted;
      posted.push(post);
      response.writeHead(reply(post)).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
    posted,
    events: () => posted.map((post) => String(post['event-data']['event'])),
    clear: () => posted.splice(0),
    answer: (next) => (reply = next),
  };
};

export interface Fixture {
  mailgun: FakeMailgun;
  receiver: Receiver;
  client: ReturnType<typeof makeClient>;
  changes: () => number;
  now: () => number;
  /** Moves the clock and plays all that falls due on the way, step by step. */
  advance: (ms: number) => Promise<void>;
  /** Moves the clock in one jump. */
  jump: (ms: number) => void;
  connect: (on: boolean) => void;
  /** Starts another one over the same database. */
  restart: () => Promise<FakeMailgun>;
}

export const makeClient = (url: string, key = API_KEY, timeout = 5000) =>
  new Mailgun(FormData).client({ username: 'api', key, url, timeout });

/** mailgun.js warns with every read of the events. */
const silenceDeprecations = (): void => {
  const warn = console.warn.bind(console);
  const spy = vi.spyOn(console, 'warn').mockImplementation((...words: unknown[]) => {
    if (!String(words[0]).includes('deprecated')) warn(...words);
  });
  onTestFinished(() => {
    spy.mockRestore();
  });
};

export const startFixture = async (options: { seed?: number; file?: string } = {}): Promise<Fixture> => {
  const database = new DatabaseSync(options.file ?? ':memory:');
  silenceDeprecations();
  const receiver = await startReceiver();
  let now = START;
  let changes = 0;
  let connected = true;
  const start = () =>
    startFakeMailgun({
      database,
      now: () => now,
      webhookUrl: () => (connected ? receiver.url : undefined),
      apiKey: API_KEY,
      sendingKey: SENDING_KEY,
      signingKey: SIGNING_KEY,
      port: 0,
      onChange: () => changes++,
      seed: options.seed ?? 1,
    });
  const mailgun = await start();
  const fixture: Fixture = {
    mailgun,
    receiver,
    client: makeClient(mailgun.url),
    changes: () => changes,
    now: () => now,
    advance: async (ms) => {
      const end = now + ms;
      for (;;) {
        const due = fixture.mailgun.nextDueAt();
        if (due === undefined || due > end) break;
        now = Math.max(now, due);
        await fixture.mailgun.runDue();
      }
      now = end;
    },
    jump: (ms) => (now += ms),
    connect: (on) => (connected = on),
    restart: async () => {
      await fixture.mailgun.stop();
      fixture.mailgun = await start();
      fixture.client = makeClient(fixture.mailgun.url);
      return fixture.mailgun;
    },
  };
  onTestFinished(async () => {
    await fixture.mailgun.stop();
    database.close();
  });
  return fixture;
};

export const mailTo = (to: string, more: Record<string, unknown> = {}) => ({
  from: 'Sales <sales@mg.example.com>',
  to,
  subject: 'Your appointment',
  text: 'See you on Monday.',
  html: '<p>See <a href="https://shop.example/a?x=1&amp;y=2">you</a> on <a href="https://shop.example/b">Monday</a>.</p>',
  ...more,
});

import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { EventsQuery } from '../../functions/mailgun/mailgun.ts';
import type { SendOutcome } from '../../functions/mailgun/send-outcome.ts';
import type { RawEvent } from '../../functions/mailgun/raw-events.ts';
import { type Chance, seededChance } from '../../local/mailgun/chance.ts';
import { makeEventsFeed } from '../../local/mailgun/events-feed.ts';
import { makeEventsStore } from '../../local/mailgun/events-store.ts';
import type { InboxSummary } from '../../local/mailgun/fake-mailgun.ts';
import type { Form } from '../../local/mailgun/form.ts';
import { readFormMessage } from '../../local/mailgun/form-message.ts';
import { makeMailStore } from '../../local/mailgun/mail-store.ts';
import { makePostOffice } from '../../local/mailgun/post-office.ts';
import { makeSetting } from '../../local/mailgun/settings.ts';
import { makeStoredMessages } from '../../local/mailgun/stored-messages.ts';
import { makeSuppressions } from '../../local/mailgun/suppressions.ts';
import { createTables } from '../../local/mailgun/tables.ts';
import { makeWebhookQueue } from '../../local/mailgun/webhook-queue.ts';
import type { OutgoingMail } from '../../functions/mailgun/outgoing-mail.ts';

/** How Mailgun fares; each answer is drawn anew. */
export const weathers = ['fair', 'throttled', 'failing', 'cut', 'unreachable', 'locked'] as const;
export type Weather = (typeof weathers)[number];

/** The fake Mailgun without its HTTP: the same post office, events and webhooks, called one at a time. */
export interface SimulatedMailgun {
  /** `strikes` is the share of sends that a weather strikes. */
  send: (mail: OutgoingMail, weather: Weather, strikes: number) => SendOutcome;
  /** A page of events, and the token of the next one; undefined after the last. */
  eventsPage: (
    query: EventsQuery,
    token: string | undefined,
  ) => { events: unknown[]; next: string | undefined };
  /** Hands each webhook that is due to `post`; those that were not taken come again, as Mailgun does it. */
  postDue: (post: (raw: RawEvent) => boolean) => void;
  nextDueAt: () => number | undefined;
  inbox: () => InboxSummary[];
  /** Every mail that it took, with what it says. */
  taken: () => { id: string; to: string; at: number; text: string }[];
}

const webhookSchema = z.object({
  signature: z.object({ token: z.string() }),
  'event-data': z.unknown(),
});
const pageSchema = z.object({
  items: z.array(z.unknown()),
  paging: z.object({ next: z.string() }),
});

export const makeSimulatedMailgun = (seed: number, now: () => number): SimulatedMailgun => {
  const database = new DatabaseSync(':memory:');
  createTables(database);
  const mails = makeMailStore(database);
  const webhooks = makeWebhookQueue(database, { signingKey: 'simulation', url: () => '' });
  const drawn: Chance = seededChance(seed, 'weather');
  const office = makePostOffice({
    database,
    mails,
    suppressions: makeSuppressions(database),
    webhooks,
    events: makeEventsStore(database, {
      lateness: seededChance(seed, 'lateness'),
      stored: makeStoredMessages(mails, () => ''),
    }),
    webhookDrop: makeSetting(database, { key: 'webhookDrop', shape: z.number(), initial: 0 }),
    dropChance: () => 1,
  });
  const feed = makeEventsFeed(database, { now, url: () => 'https://mailgun' });

  const take = (mail: OutgoingMail): SendOutcome => {
    const message = readFormMessage(formOf(mail), { domain: mail.domain, now: now(), random: '0' });
    if (!message.ok) return { kind: 'rejected', detail: `400 ${message.message}` };
    office.accept(message.value.submissions, now());
    return { kind: 'sent', mailgunMessageId: message.value.messageId };
  };
  return {
    send: (mail, weather, strikes) => {
      const isStruck = weather !== 'fair' && drawn() < strikes;
      if (!isStruck) return take(mail);
      // Who takes a mail and then fails to say so leaves its sender in the dark.
      if ((weather === 'failing' || weather === 'cut') && drawn() < 0.5) take(mail);
      return strike[weather];
    },
    eventsPage: (query, token) => {
      const answer =
        token === undefined
          ? feed.search(query.domain, searchOf(query))
          : feed.follow(query.domain, token.slice(token.lastIndexOf('/') + 1));
      const page = pageSchema.parse(JSON.parse(answer.body.toString()));
      return {
        events: page.items,
        next: page.items.length === 0 ? undefined : page.paging.next,
      };
    },
    postDue: (post) => {
      const isDue = (at: number | undefined): boolean => at !== undefined && at <= now();
      // Asked at every turn of the simulation: both answers are remembered, the database is not.
      while (isDue(office.nextPlayAt())) office.playDue(now());
      if (!isDue(webhooks.nextDueAt())) return;
      for (const webhook of webhooks.due(now(), 100)) {
        const body = webhookSchema.parse(JSON.parse(webhook.body));
        const isTaken = post({
          token: body.signature.token,
          receivedAt: now(),
          event: body['event-data'],
        });
        webhooks.settle(webhook, isTaken ? 'done' : 'failed', now());
      }
    },
    nextDueAt: () => {
      const times = [office.nextPlayAt(), webhooks.nextDueAt()].filter((at) => at !== undefined);
      return times.length === 0 ? undefined : Math.min(...times);
    },
    inbox: () => mails.inbox({ limit: 1e6 }),
    taken: () =>
      mails.inbox({ limit: 1e6 }).map(({ id, to, receivedAt, variables }) => ({
        id: variables['messageId'] ?? '',
        to,
        at: Date.parse(receivedAt),
        text: mails.open(id)?.text ?? '',
      })),
  };
};

const strike: Readonly<Record<Exclude<Weather, 'fair'>, SendOutcome>> = {
  throttled: { kind: 'throttled', detail: '429 try again after 20 seconds', waitMs: 20_000 },
  failing: { kind: 'unknown', detail: '500 Internal Server Error' },
  cut: { kind: 'unknown', detail: 'ECONNRESET' },
  unreachable: { kind: 'unreached', detail: 'ECONNREFUSED' },
  locked: { kind: 'account', status: 401, detail: '401 Forbidden' },
};

const formOf = ({ fields }: OutgoingMail): Form => ({
  fields: Object.entries(fields).flatMap(([name, value]): [string, string][] => {
    if (typeof value === 'string') return [[name, value]];
    return name === 'o:tag' ? fields['o:tag'].map((tag) => [name, tag]) : [];
  }),
  files: [],
});

const searchOf = (query: EventsQuery): URLSearchParams =>
  new URLSearchParams({
    begin: String(query.begin / 1000),
    end: String(query.end / 1000),
    ascending: 'yes',
    limit: '300',
    event: query.types.join(' OR '),
    ...(query.messageId !== undefined && { 'message-id': query.messageId }),
  });

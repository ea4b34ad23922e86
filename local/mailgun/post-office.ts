import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { makeMemo } from '../memo.ts';
import { stepsFor } from './behaviours.ts';
import type { Chance } from './chance.ts';
import { refusedTags } from './event-data.ts';
import type { EventsStore } from './events-store.ts';
import { type Happening, happeningSchema } from './happenings.ts';
import type { Mail, MailStore } from './mail-store.ts';
import type { Submission } from './message.ts';
import { utcDate } from './refusals.ts';
import type { Setting } from './settings.ts';
import { type SuppressedBy, type Suppressions } from './suppressions.ts';
import { inTransaction, jsonColumn } from './tables.ts';
import type { WebhookQueue } from './webhook-queue.ts';

export interface PostOffice {
  /** Takes a message; when this returns, it is on disk with all that comes of it at once. */
  accept: (submissions: readonly Submission[], now: number) => void;
  /** Plays what is due, in order; answers whether there was anything. */
  playDue: (now: number) => boolean;
  nextPlayAt: () => number | undefined;
  /** After the tables were emptied. */
  forget: () => void;
}

export interface PostOfficeDeps {
  database: DatabaseSync;
  mails: MailStore;
  events: EventsStore;
  webhooks: WebhookQueue;
  suppressions: Suppressions;
  webhookDrop: Setting<number>;
  dropChance: Chance;
}

/** Within a mail, events that come at the same moment keep their order by this much. */
const TICK_MS = 0.1;

const playSchema = z.union([z.object({ kind: z.literal('hand_over') }), happeningSchema]);
type Play = z.infer<typeof playSchema>;
const rowSchema = z.object({
  id: z.number(),
  mail: z.number(),
  occurs_at: z.number(),
  play: jsonColumn(playSchema),
});
const nextSchema = z.object({ next: z.number().nullable() });
const PLAYS_AT_ONCE = 500;

export const makePostOffice = (deps: PostOfficeDeps): PostOffice => {
  const { database, mails, suppressions } = deps;
  const insert = database.prepare(
    'INSERT INTO mailgun_plays (mail, due_at, occurs_at, play) VALUES (?, ?, ?, ?)',
  );
  const select = database.prepare(
    'SELECT id, mail, occurs_at, play FROM mailgun_plays WHERE due_at <= ? ORDER BY due_at, id LIMIT ?',
  );
  const remove = database.prepare('DELETE FROM mailgun_plays WHERE id = ?');
  const next = database.prepare('SELECT min(due_at) AS next FROM mailgun_plays');

  const nextPlay = makeMemo(() => nextSchema.parse(next.get()).next ?? undefined);
  const plan = (mail: Mail, play: Play, at: number): void => {
    insert.run(mail.id, Math.floor(at), at, JSON.stringify(play));
    nextPlay.forget();
  };
  const happen = (mail: Mail, happening: Happening, at: number): void => {
    const event = deps.events.add(mail, happening, at);
    const announced = happening.kind !== 'rejected';
    if (announced && deps.dropChance() >= deps.webhookDrop.read()) deps.webhooks.add(event, Math.floor(at));
    if (happening.kind === 'delivered') {
      mail.deliveredAt = at;
      mails.deliver(mail.id, at);
    }
    suppress(suppressions, mail, happening, at);
  };
  const handOver = (mail: Mail, at: number): void => {
    const { facts, recipient } = mail;
    const blocked = suppressions.blocks(facts.domain, recipient, facts.tags);
    if (blocked !== undefined) {
      happen(mail, suppressedFailure(blocked), at + TICK_MS);
      return;
    }
    const steps = stepsFor(recipient, facts);
    if (!steps.some((step) => step.happening.kind === 'rejected')) mails.receive(mail.id, at);
    steps.forEach(({ afterMs, happening }, i) => {
      const occursAt = at + afterMs + (i + 1) * TICK_MS;
      if (afterMs === 0) happen(mail, happening, occursAt);
      else plan(mail, happening, occursAt);
    });
  };
  return {
    accept: (submissions, now) => {
      inTransaction(database, () => {
        for (const mail of submissions.flatMap(mails.add)) {
          happen(mail, { kind: 'accepted' }, now);
          if (mail.facts.testMode) continue;
          if (mail.facts.deliverAt === undefined) handOver(mail, now);
          else plan(mail, { kind: 'hand_over' }, mail.facts.deliverAt);
        }
      });
    },
    playDue: (now) =>
      inTransaction(database, () => {
        const rows = select.all(now, PLAYS_AT_ONCE).map((row) => rowSchema.parse(row));
        for (const { id, mail: mailId, occurs_at: at, play } of rows) {
          remove.run(id);
          nextPlay.forget();
          const mail = mails.find(mailId);
          if (mail === undefined) continue;
          if (play.kind === 'hand_over') handOver(mail, at);
          else happen(mail, play, at);
        }
        return rows.length > 0;
      }),
    nextPlayAt: nextPlay.get,
    forget: nextPlay.forget,
  };
};

const suppressedFailure = (reason: SuppressedBy): Happening => ({
  kind: 'failed',
  severity: 'permanent',
  reason,
  attempt: 1,
});

/** Mailgun lists hard bounces, complaints and clicks on its own unsubscribe link by itself, each for its domain. */
const suppress = (suppressions: Suppressions, mail: Mail, happening: Happening, at: number): void => {
  const { recipient: address } = mail;
  const { domain } = mail.facts;
  const entry = { address, created_at: utcDate(at) };
  if (happening.kind === 'complained') {
    suppressions.put({ domain, list: 'complaints', address }, entry);
  }
  if (happening.kind === 'unsubscribed') {
    suppressions.put({ domain, list: 'unsubscribes', address }, { ...entry, tags: refusedTags(mail.facts) });
  }
  const bounced =
    happening.kind === 'failed' && happening.severity === 'permanent' && happening.reason === 'bounce';
  if (bounced && !suppressions.isWhitelisted(domain, address)) {
    const error = '5.1.1 The email account that you tried to reach does not exist';
    suppressions.put({ domain, list: 'bounces', address }, { ...entry, code: '550', error });
  }
};

import * as z from 'zod';
import type { EmailState, Outbox } from '../outbox/outbox.ts';
import { DAY, HOUR, MINUTE } from '../platform/clock.ts';
import { CONFLICT, untilWritten } from '../platform/conflict.ts';
import { lookDelayMs } from './schedule.ts';

/** The mail of all of somebody's sequences that was asked for last. Instants are epoch milliseconds. */
export const turnSchema = z.object({
  emailId: z.string(),
  /** When it could have left at the earliest. */
  dueAt: z.number(),
  /** When it was asked for. */
  at: z.number(),
});
export type Turn = z.infer<typeof turnSchema>;

export interface TurnStore {
  find: (recipient: string) => Promise<Turn | undefined>;
  /** Writes over what was found; answers false where somebody else has taken the turn since. */
  put: (recipient: string, turn: Turn, last: Turn | undefined) => Promise<boolean>;
  forget: (recipient: string) => Promise<void>;
}

/** A mail that leaves later than this is one of those that an outage, a pause or a night has held up. */
const LATE_MS = HOUR;
/** Kept between the mails of two sequences of which one was held up. */
const DISTANCE_MS = DAY;
/** How long a mail may take from its turn until the outbox knows of it, with a crash between them. */
const ASKED_WITHIN_MS = HOUR;

/**
 * Until when a mail waits for the one that somebody was sent by another sequence; undefined when it need not. On usual
 * days two sequences keep no distance; what an outage held up does, so that nobody gets a heap.
 */
export const heldUntil = (
  { dueAt }: Pick<Turn, 'dueAt'>,
  last: Turn,
  email: Pick<EmailState, 'status' | 'sentAt'> | undefined,
  now: number,
): number | undefined => {
  if (email === undefined) return now < last.at + ASKED_WITHIN_MS ? now + MINUTE : undefined;
  if (email.status === 'scheduled' || email.status === 'queued' || email.status === 'sending')
    return now + lookDelayMs(last.at, now);
  const { sentAt } = email;
  if (sentAt === undefined) return undefined;
  const isLate = sentAt > last.dueAt + LATE_MS || now > dueAt + LATE_MS;
  return isLate && now < sentAt + DISTANCE_MS ? sentAt + DISTANCE_MS : undefined;
};

/** Takes the turn for a mail to somebody, once for each mail; else answers until when it has to wait. */
export const takeTurn = (
  { turns, outbox }: { turns: TurnStore; outbox: Pick<Outbox, 'find'> },
  recipient: string,
  turn: Turn,
): Promise<number | undefined> =>
  untilWritten<number | undefined>(
    async () => {
      const last = await turns.find(recipient);
      if (last?.emailId === turn.emailId) return undefined;
      if (last !== undefined) {
        const emails = await outbox.find([last.emailId]);
        const until = heldUntil(turn, last, emails.get(last.emailId), turn.at);
        if (until !== undefined) return until;
      }
      return (await turns.put(recipient, turn, last)) ? undefined : CONFLICT;
    },
    () => turn.at + MINUTE,
  );

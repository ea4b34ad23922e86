import { type Amendment, type FeatureRequest, idOf, type Outbox } from '../outbox/outbox.ts';
import { recipientKey } from '../platform/address.ts';
import { toIso } from '../platform/clock.ts';
import { overtaken } from '../platform/conflict.ts';
import type { Recipient } from '../preferences/recipient.ts';

/** One occasion of several in one mail, by the fields of its template. */
export type Entry = Readonly<Record<string, unknown>>;

/** A kind of mail whose template lists entries. */
export interface GatheringMail {
  template: string;
  /** The variable that holds the entries. */
  list: string;
  /** What an entry is about: a newer one takes the place of an older. */
  idOf: (entry: Entry) => unknown;
  /** The state that an entry tells, as its owner counts. */
  revisionOf: (entry: Entry) => number;
  /** What an entry takes of the mail, in bytes on the wire. */
  bytesOf: (entry: Entry) => number;
}

/** An entry for a mail that gathers, and when that leaves. */
export interface Gathering {
  into: GatheringMail;
  entry: Entry;
  /** Epoch milliseconds. */
  dueAt: number;
  /** When the mails leave that gather what comes after a slot. */
  nextSlot: (dueAt: number) => number | undefined;
  /** Mails that the reader may get in one slot. */
  mostMails: number;
  recipient: Pick<Recipient, 'unsuppressedAt' | 'resubscribedAt'> | undefined;
}

/** A mail holds so many bytes of them on the wire, so that no client cuts it off; more goes into another one. */
const MAX_BYTES = 80_000;
const MAX_ENTRIES = 30;
/** Mails of a slot that are full, emptied or left, which are walked past to the one that still gathers. */
const MOST_STEPS = 1000;
/** Version conflicts in a row. */
const TRIES = 20;
const GATHERING = 'The mail that gathers this';

/** One of the mails that may gather for a reader. */
interface Slot {
  dueAt: number;
  /** Which of several in the slot. */
  part: number;
  /** How many before it lost all that they held. */
  emptied: number;
  /** When its reader wanted mail again, where they had refused the one before; 0 for who never did. */
  wantedAgainAt: number | undefined;
}

const keyOf = (email: string, { dueAt, part, emptied, wantedAgainAt }: Slot): string =>
  [
    'gathered',
    recipientKey(email),
    toIso(dueAt),
    ...(wantedAgainAt === undefined ? [] : [wantedAgainAt]),
    part,
    ...(emptied === 0 ? [] : [emptied]),
  ].join('/');

/**
 * Adds an entry to the mail that gathers for a reader, or begins one; answers its id, and undefined when all that the
 * reader may get in this slot are full. @throws Error when others are faster each time, or no mail of the slot has room.
 */
export const gather = async (
  outbox: Outbox,
  feature: string,
  gathering: Gathering,
  addressed: Pick<FeatureRequest['request'], 'to' | 'locale' | 'timezone'>,
): Promise<string | undefined> => {
  const { into, entry } = gathering;
  let slot: Slot = { dueAt: gathering.dueAt, part: 0, emptied: 0, wantedAgainAt: undefined };
  let conflicts = 0;
  for (let steps = 0; steps < MOST_STEPS && conflicts < TRIES; steps += 1) {
    const key = keyOf(addressed.to.email, slot);
    const id = idOf(feature, key);
    const amended = await outbox.amend(id, (before) => withEntry(into, before, entry));
    if (amended.outcome === 'unknown') {
      const data = { [into.list]: [entry] };
      const request = { ...addressed, template: into.template, data, sendAt: slot.dueAt };
      if ((await outbox.send(feature, { key, request })).isNew) return id;
      // Somebody else began it at this very moment.
      conflicts += 1;
      continue;
    }
    if (amended.outcome === 'amended' || holds(into, amended.data, entry)) return id;
    const next = after(slot, amended, gathering);
    if (next === 'full') return undefined;
    if (next === 'refused') return id;
    slot = next;
  }
  return overtaken(GATHERING);
};

/** Where an entry goes that a mail could not take. */
const after = (
  slot: Slot,
  { outcome, email: { status, reason } }: Extract<Amendment, { outcome: 'declined' | 'settled' }>,
  { mostMails, nextSlot, recipient }: Gathering,
): Slot | 'full' | 'refused' => {
  if (outcome === 'declined') {
    const part = slot.part + 1;
    return part >= mostMails ? 'full' : { ...slot, part };
  }
  // Nothing else was left in it: its reader has refused nothing.
  if (reason === 'superseded') return { ...slot, part: 0, emptied: slot.emptied + 1 };
  if (status === 'skipped' || status === 'cancelled') {
    // Who refused it may want mail again since; one refused after that is the answer for all it would have held.
    if (slot.wantedAgainAt !== undefined) return 'refused';
    const wantedAgain = [recipient?.unsuppressedAt ?? 0, ...Object.values(recipient?.resubscribedAt ?? {})];
    return { ...slot, part: 0, wantedAgainAt: Math.max(...wantedAgain) };
  }
  return { dueAt: nextSlot(slot.dueAt) ?? slot.dueAt, part: 0, emptied: 0, wantedAgainAt: undefined };
};

/** An entry that is to go, unless it tells a state that is no older than `before`. */
interface Leaving {
  id: string;
  before?: number;
}

const without =
  (into: GatheringMail, { id, before = Infinity }: Leaving) =>
  (data: Data): Record<string, unknown> | undefined => {
    const others = entriesOf(into, data).filter(
      (entry) => into.idOf(entry) !== id || into.revisionOf(entry) >= before,
    );
    return others.length === 0 ? undefined : { ...data, [into.list]: others };
  };

/** Takes an entry out of a mail that still gathers it; false when nothing else would be left, or it has left. */
export const removeEntry = async (
  outbox: Outbox,
  into: GatheringMail,
  messageId: string,
  leaving: Leaving,
): Promise<boolean> =>
  (await outbox.amend(messageId, without(into, leaving), { alsoQueued: true })).outcome === 'amended';

/**
 * Takes an entry out of a mail that still gathers it, and calls the mail off when nothing else is in it.
 * @throws Error when others are faster each time.
 */
export const removeEntryOrMail = async (
  outbox: Outbox,
  into: GatheringMail,
  messageId: string,
  leaving: Leaving,
): Promise<void> => {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const amended = await outbox.amend(messageId, without(into, leaving));
    if (amended.outcome !== 'declined') return;
    // Another entry may come in at this very moment, and makes it another revision.
    if (await outbox.supersede([messageId], amended.email.rev)) return;
  }
  return overtaken(GATHERING);
};

type Data = Readonly<Record<string, unknown>>;

/** The entries that a mail holds: `withEntry` alone writes them. */
const entriesOf = ({ list }: GatheringMail, data: Data): Entry[] => (data[list] ?? []) as Entry[];

const holds = (into: GatheringMail, data: Data | undefined, entry: Entry): boolean =>
  data !== undefined && entriesOf(into, data).some((one) => JSON.stringify(one) === JSON.stringify(entry));

/** The data with one entry in its last state; undefined when the mail is full. */
const withEntry = (into: GatheringMail, data: Data, entry: Entry): Record<string, unknown> | undefined => {
  const before = entriesOf(into, data);
  const isSame = (one: Entry): boolean => into.idOf(one) === into.idOf(entry);
  // An older state may be told late, and by then is told already.
  if (before.some((one) => isSame(one) && into.revisionOf(one) > into.revisionOf(entry))) return { ...data };
  const entries = before.some(isSame) ? before.map((one) => (isSame(one) ? entry : one)) : [...before, entry];
  const bytes = entries.reduce((sum, one) => sum + into.bytesOf(one), 0);
  const isFull = entries.length > MAX_ENTRIES || bytes > MAX_BYTES;
  return isFull ? undefined : { ...data, [into.list]: entries };
};

import { CONFLICT, overtaken, untilWritten } from '../platform/conflict.ts';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { recipientKey } from '../platform/address.ts';
import { type Dynamo, ifConditionHolds, overRevision } from '../platform/dynamo.ts';
import { sha256Hex } from '../platform/ids.ts';
import { type Cap, capSpansMs, type CapKind } from './caps.ts';

/** How many mails of a kind a recipient got within the span of its cap. */
export interface CapStore {
  /** Those within the span before `now`, `messageId` left out. */
  countCapped: (email: string, kind: CapKind, now: number, messageId?: string) => Promise<number>;
  /** Takes one of the recipient's mails of a kind for a message; false when none is left. */
  takeCapped: (email: string, cap: Cap, take: { messageId: string; now: number }) => Promise<boolean>;
  /** Gives back what a message took that was refused, and that the recipient never got. */
  giveBackCapped: (email: string, kind: CapKind, messageId: string) => Promise<void>;
}

/** A recipient's items stand under a hash, so that nothing else of them need stay when they are erased. */
export const recipientPartition = (email: string): string => `RECIPIENT#${sha256Hex(recipientKey(email))}`;

/**
 * The mailbox that an address leads to: what follows a `+` and, at Gmail, dots make as many addresses of one mailbox as
 * somebody likes, and a cap holds for what its owner finds in it.
 */
export const mailboxOf = (email: string): string => {
  const key = recipientKey(email);
  const at = key.lastIndexOf('@');
  const [local = ''] = key.slice(0, at).split('+');
  const domain = key.slice(at + 1);
  return isGmail.test(domain) ? `${local.replaceAll('.', '')}@gmail.com` : `${local}@${domain}`;
};
const isGmail = /^g(oogle)?mail\.com$/;

const sentSchema = z.object({ rev: z.number(), sent: z.record(z.string(), z.number()) });
type Sent = z.infer<typeof sentSchema>;

export const makeCapStore = (dynamo: Dynamo, table: string): CapStore => {
  const key = (email: string, kind: CapKind) => ({
    pk: `CAP#${sha256Hex(mailboxOf(email))}`,
    sk: kind,
  });
  const read = async (email: string, kind: CapKind): Promise<Sent> => {
    const answer = await dynamo.send(
      new GetCommand({ TableName: table, Key: key(email, kind), ConsistentRead: true }),
    );
    return answer.Item === undefined ? { rev: 0, sent: {} } : sentSchema.parse(answer.Item);
  };
  /** Writes what was sent; false when it was changed since it was read. */
  const write = (email: string, kind: CapKind, { rev, sent }: Sent, now: number): Promise<boolean> => {
    const lastAt = Math.max(0, ...Object.values(sent));
    const ttl = Math.ceil((lastAt + capSpansMs[kind]) / 1000);
    const Item = { ...key(email, kind), sent, rev: rev + 1, ttl };
    return ifConditionHolds(
      dynamo.send(new PutCommand({ TableName: table, Item, ...overRevision(rev, now) })),
    );
  };
  /** Changes what was sent, again where it was changed meanwhile; `change` answers undefined to leave it as it is. */
  const changeSent = async (
    of: { email: string; kind: CapKind; now: number },
    change: (sent: Sent['sent']) => Sent['sent'] | undefined,
  ): Promise<void> =>
    untilWritten(
      async () => {
        const { sent, rev } = await read(of.email, of.kind);
        const after = change(sent);
        if (after === undefined || (await write(of.email, of.kind, { rev, sent: after }, of.now))) return;
        return CONFLICT;
      },
      () => overtaken('What a recipient got of capped mail'),
    );
  return {
    countCapped: async (email, kind, now, messageId) => {
      const { sent } = await read(email, kind);
      return Object.keys(within(sent, kind, now)).filter((id) => id !== messageId).length;
    },
    takeCapped: async (email, { kind, most }, { messageId, now }) => {
      let isTaken = false;
      await changeSent({ email, kind, now }, (sent) => {
        const kept = within(sent, kind, now);
        const isKnown = messageId in kept;
        isTaken = isKnown || Object.keys(kept).length < most;
        return isTaken && !isKnown ? { ...kept, [messageId]: now } : undefined;
      });
      return isTaken;
    },
    // What is past its time needs nothing given back.
    giveBackCapped: (email, kind, messageId) =>
      changeSent({ email, kind, now: 0 }, (sent) =>
        messageId in sent
          ? Object.fromEntries(Object.entries(sent).filter(([id]) => id !== messageId))
          : undefined,
      ),
  };
};

const within = (sent: Readonly<Sent['sent']>, kind: CapKind, now: number): Sent['sent'] =>
  Object.fromEntries(Object.entries(sent).filter(([, at]) => at > now - capSpansMs[kind]));

import { CONFLICT, untilWritten } from '../../platform/conflict.ts';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { HOUR, MINUTE, SECOND } from '../../platform/clock.ts';
import { type Dynamo, ifConditionHolds } from '../../platform/dynamo.ts';

/** Failures in a row that open the breaker: at a few mails an hour two are all that an outage shows. */
const FAILURES_TO_OPEN = 2;
const FIRST_PAUSE_MS = 10 * SECOND;
const LONGEST_PAUSE_MS = 5 * MINUTE;
/** How long one probe may take before another is let through. */
const PROBE_MS = MINUTE;
/** However long Mailgun says to wait, we ask again after this. */
const LONGEST_HOLD_MS = HOUR;

const breakerSchema = z.object({
  state: z.discriminatedUnion('name', [
    z.object({ name: z.literal('closed'), failures: z.number() }),
    z.object({
      name: z.literal('open'),
      until: z.number(),
      opens: z.number(),
      openedAt: z.number(),
      why: z.string(),
    }),
    z.object({
      name: z.literal('half_open'),
      until: z.number(),
      opens: z.number(),
      openedAt: z.number(),
      why: z.string(),
    }),
  ]),
  /** Mailgun asked everyone to wait (420, 429) until then. */
  holdUntil: z.number(),
  /** When a mail last went through after others had failed, epoch milliseconds; 0 before the first. */
  recoveredAt: z.number(),
});
export type Breaker = z.infer<typeof breakerSchema>;

export const closedBreaker: Breaker = {
  state: { name: 'closed', failures: 0 },
  holdUntil: 0,
  recoveredAt: 0,
};

export type Permit =
  { kind: 'go' } | { kind: 'probe'; next: Breaker } | { kind: 'wait'; until: number; why: string };

/** Whether mail may leave now. `probe`: the one who stores `next` first may send one mail. */
export const permitAt = (breaker: Breaker, now: number): Permit => {
  const { state } = breaker;
  if (breaker.holdUntil > now)
    return { kind: 'wait', until: breaker.holdUntil, why: 'Mailgun asked to wait' };
  if (state.name === 'closed') return { kind: 'go' };
  if (state.until > now) return { kind: 'wait', until: state.until, why: state.why };
  return {
    kind: 'probe',
    next: { ...breaker, state: { ...state, name: 'half_open', until: now + PROBE_MS } },
  };
};

export type ProviderSignal =
  | { kind: 'ok' }
  /** One try failed for a reason that may be the provider's. */
  | { kind: 'failure'; why: string }
  /** Key, domain or account: every mail would fail. */
  | { kind: 'account'; why: string }
  | { kind: 'throttled'; until: number };

/** What the breaker becomes after a signal; the same object when nothing changes. */
export const afterSignal = (breaker: Breaker, signal: ProviderSignal, now: number): Breaker => {
  const { state } = breaker;
  switch (signal.kind) {
    case 'ok':
      return state.name === 'closed' && state.failures === 0
        ? breaker
        : { ...breaker, state: { name: 'closed', failures: 0 }, recoveredAt: now };
    case 'throttled': {
      const holdUntil = Math.min(signal.until, now + LONGEST_HOLD_MS);
      return holdUntil > breaker.holdUntil ? { ...breaker, holdUntil } : breaker;
    }
    case 'account':
    case 'failure':
      // Mail that was on its way when the breaker opened tells nothing new.
      if (state.name === 'open') return breaker;
      if (state.name === 'closed' && signal.kind === 'failure' && state.failures + 1 < FAILURES_TO_OPEN) {
        return { ...breaker, state: { name: 'closed', failures: state.failures + 1 } };
      }
      return { ...breaker, state: opened(state, signal.why, now) };
  }
};

const opened = (before: Breaker['state'], why: string, now: number): Breaker['state'] => {
  const opens = before.name === 'closed' ? 1 : before.opens + 1;
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** (opens - 1), LONGEST_PAUSE_MS);
  return {
    name: 'open',
    until: now + pause,
    opens,
    openedAt: before.name === 'closed' ? now : before.openedAt,
    why,
  };
};

export interface SharedBreaker {
  /** Asks for leave to send; a probe is granted to one caller only. */
  permit: () => Promise<{ kind: 'go' } | { kind: 'probe' } | { kind: 'wait'; until: number; why: string }>;
  /** What this function knows without asking: the state as it last saw it. */
  lastSeen: () => Breaker;
  signal: (signal: ProviderSignal) => Promise<void>;
}

const KEY = { pk: 'BREAKER', sk: 'BREAKER' };
const itemSchema = breakerSchema.extend({ rev: z.number() });
const FRESH_MS = SECOND;
const SIGNAL_ATTEMPTS = 10;

interface BreakerTable {
  dynamo: Dynamo;
  table: string;
}

/** The breaker as it stands; closed when nothing was ever written. */
export const readBreaker = async (store: BreakerTable): Promise<Breaker & { rev: number }> => {
  const answer = await store.dynamo.send(
    new GetCommand({ TableName: store.table, Key: KEY, ConsistentRead: true }),
  );
  return answer.Item ? itemSchema.parse(answer.Item) : { ...closedBreaker, rev: 0 };
};

/** The breaker in DynamoDB, shared by all Lambdas and read at most once a second by each. */
export const makeSharedBreaker = (
  store: BreakerTable,
  now: () => number,
  onOpen: (why: string) => void,
): SharedBreaker => {
  let seen: Breaker & { rev: number } = { ...closedBreaker, rev: 0 };
  let seenAt = -Infinity;
  const read = async (): Promise<Breaker & { rev: number }> => {
    seen = await readBreaker(store);
    seenAt = now();
    return seen;
  };
  const write = async (next: Breaker, rev: number): Promise<boolean> => {
    const written = await ifConditionHolds(
      store.dynamo.send(
        new PutCommand({
          TableName: store.table,
          Item: { ...KEY, ...next, rev: rev + 1 },
          ConditionExpression: 'attribute_not_exists(pk) OR rev = :rev',
          ExpressionAttributeValues: { ':rev': rev },
        }),
      ),
    );
    if (written) seen = { ...next, rev: rev + 1 };
    return written;
  };
  return {
    lastSeen: () => seen,
    permit: async () => {
      const breaker = now() - seenAt < FRESH_MS && seen.state.name === 'closed' ? seen : await read();
      const permit = permitAt(breaker, now());
      if (permit.kind !== 'probe') return permit;
      if (await write(permit.next, breaker.rev)) return { kind: 'probe' };
      return { kind: 'wait', until: now() + PROBE_MS / 2, why: 'another function probes' };
    },
    // On version conflicts again and again others have signalled as much; this one may be lost.
    signal: (signal) =>
      untilWritten(
        async (failed) => {
          const breaker = failed === 0 ? seen : await read();
          const next = afterSignal(breaker, signal, now());
          if (next === breaker) return undefined;
          if (!(await write(next, breaker.rev))) return CONFLICT;
          if (next.state.name === 'open' && breaker.state.name !== 'open') onOpen(next.state.why);
          return undefined;
        },
        () => undefined,
        SIGNAL_ATTEMPTS,
      ),
  };
};

import { describe, expect, test } from 'vitest';
import type { Action } from '../../functions/outbox/message/actions.ts';
import { transition } from '../../functions/outbox/message/life.ts';
import { countedTries } from '../../functions/outbox/message/tries.ts';
import type { Message } from '../../functions/outbox/message/message.ts';
import { decide } from '../../functions/outbox/deliver/record-outcome.ts';
import type { SendOutcome } from '../../functions/mailgun/send-outcome.ts';
import { aConfig, aMessage, aMessageThatIs, DAY, MINUTE, NOW, SECOND } from './messages.ts';

const deps = {
  config: aConfig({ delivery: { retry_attempts: 3, retry_delay_minutes: 5 } }),
  random: () => 0,
};
const SENT = NOW + 2 * SECOND;

const decideOn = (outcome: SendOutcome, different: Partial<Message> = {}, probe = false) =>
  decide(deps, aMessageThatIs('sending', different), { outcome, probe }, SENT);

const sent: SendOutcome = { kind: 'sent', mailgunMessageId: '<a@mg.example.com>' };
const rejected: SendOutcome = { kind: 'rejected', detail: '400 to parameter is not a valid address' };
const throttled: SendOutcome = { kind: 'throttled', detail: '429 slow down', waitMs: 2 * MINUTE };
const account: SendOutcome = { kind: 'account', status: 401, detail: '401 Forbidden' };
const unreached: SendOutcome = { kind: 'unreached', detail: 'ECONNREFUSED' };
const unknown: SendOutcome = { kind: 'unknown', detail: 'ECONNABORTED' };

describe('what becomes of a message after its try', () => {
  test('taken: sent', () => {
    expect(decideOn(sent)).toEqual({
      action: { type: 'sent', mailgunMessageId: '<a@mg.example.com>' },
      signal: { kind: 'ok' },
    });
  });

  test('refused for its own fault: failed, and Mailgun is well', () => {
    expect(decideOn(rejected)).toEqual({
      action: { type: 'fail', reason: 'rejected', detail: '400 to parameter is not a valid address' },
      signal: { kind: 'ok' },
    });
  });

  test('throttled: held for as long as Mailgun says, and all others with it', () => {
    expect(decideOn(throttled)).toEqual({
      action: {
        type: 'notSent',
        failedTry: { at: SENT, error: '429 slow down' },
        lastWait: { why: '429 slow down', until: SENT + 2 * MINUTE },
      },
      signal: { kind: 'throttled', until: SENT + 2 * MINUTE },
      waitMs: 2 * MINUTE,
    });
  });

  test('the account is refused: held for half a minute, and the breaker opens', () => {
    expect(decideOn(account)).toEqual({
      action: {
        type: 'notSent',
        failedTry: { at: SENT, error: '401 Forbidden' },
        lastWait: { why: '401 Forbidden', until: SENT + 30 * SECOND },
      },
      signal: { kind: 'account', why: '401 Forbidden' },
      waitMs: 30 * SECOND,
    });
  });

  test('Mailgun was not reached: tried again after the backoff', () => {
    expect(decideOn(unreached)).toEqual({
      action: { type: 'notSent', failedTry: { at: SENT, error: 'ECONNREFUSED' } },
      signal: { kind: 'failure', why: 'ECONNREFUSED' },
      waitMs: 5 * MINUTE,
    });
  });

  test.each([
    { lane: 'transactional', minutes: 5 },
    { lane: 'bulk', minutes: 30 },
  ] as const)('nobody knows: $lane mail is settled after $minutes minutes, never sent at once', (c) => {
    expect(decideOn(unknown, { lane: c.lane })).toEqual({
      action: {
        type: 'unknown',
        failedTry: { at: SENT, error: 'ECONNABORTED', unknown: true },
        settleAt: SENT + c.minutes * MINUTE,
        isProbe: false,
      },
      signal: { kind: 'failure', why: 'ECONNABORTED' },
    });
  });
});

describe('what counts as a try', () => {
  /** How many tries count after this one of the first mail, if another mail goes through a moment later, or none. */
  const countedAfter = (outcome: SendOutcome, probe: boolean, recoveredAt: number): number | undefined => {
    const message = aMessageThatIs('sending');
    const next = transition(message, decide(deps, message, { outcome, probe }, SENT).action, SENT);
    return next.changed ? countedTries(next.message, recoveredAt) : undefined;
  };

  test.each([
    { what: 'not reaching Mailgun', outcome: unreached, probe: false, ofOne: 1 },
    { what: 'an unknown outcome', outcome: unknown, probe: false, ofOne: 1 },
    { what: 'being throttled', outcome: throttled, probe: false, ofOne: 0 },
    { what: 'the account being refused', outcome: account, probe: false, ofOne: 0 },
    { what: 'a probe that does not reach Mailgun', outcome: unreached, probe: true, ofOne: 0 },
    { what: 'a probe of unknown outcome', outcome: unknown, probe: true, ofOne: 0 },
    { what: 'a probe that is throttled', outcome: throttled, probe: true, ofOne: 0 },
    { what: 'a probe with the account refused', outcome: account, probe: true, ofOne: 0 },
  ])(
    '$what counts $ofOne once another mail goes through, and nothing before',
    ({ outcome, probe, ofOne }) => {
      expect(countedAfter(outcome, probe, SENT + 1)).toBe(ofOne);
      expect(countedAfter(outcome, probe, SENT - MINUTE)).toBe(0);
    },
  );

  test('a probe never fails a message, even one on its last try', () => {
    expect(decideOn(unreached, { attempts: 4 }, true)).toEqual({
      action: {
        type: 'notSent',
        failedTry: { at: SENT, error: 'ECONNREFUSED' },
        lastWait: { why: 'ECONNREFUSED', until: SENT + 30 * SECOND },
      },
      signal: { kind: 'failure', why: 'ECONNREFUSED' },
      waitMs: 30 * SECOND,
    });
  });

  test('throttling and account faults never fail a message, however many tries it has had', () => {
    for (const outcome of [throttled, account])
      expect(decideOn(outcome, { attempts: 40 }).action.type).toBe('notSent');
  });
});

describe('retry_attempts: 3', () => {
  /** Plays tries until the message ends; answers its end, the number of tries and the waits between them. */
  const exhaust = (
    retryAttempts: number,
    outcomes: (n: number) => SendOutcome,
    othersGoThrough: (n: number) => boolean = () => true,
  ) => {
    const config = aConfig({ delivery: { retry_attempts: retryAttempts, retry_delay_minutes: 5 } });
    let message = aMessage();
    let now = NOW;
    let recoveredAt = 0;
    const waits: (number | undefined)[] = [];
    const apply = (action: Action): void => {
      const next = transition(message, action, now);
      if (!next.changed) throw new Error(`${action.type}: ${next.why}`);
      message = next.message;
    };
    let tries = 0;
    while (message.life.status === 'queued' && tries < 200) {
      if (countedTries(message, recoveredAt) > retryAttempts) {
        apply({ type: 'fail', reason: 'dead_lettered', detail: message.failedTries?.at(-1)?.error ?? '' });
        break;
      }
      apply({ type: 'claim', token: `claim_${tries}`, leaseUntil: now + MINUTE, recoveredAt });
      const decision = decide(
        { config, random: () => 0 },
        message,
        { outcome: outcomes(tries), probe: false },
        now,
      );
      apply(decision.action);
      if (othersGoThrough(tries)) recoveredAt = now + SECOND;
      tries += 1;
      waits.push(decision.waitMs);
      now += decision.waitMs ?? 0;
    }
    return { life: message.life, tries, waits };
  };

  test('means four tries while others go through, then failed: dead_lettered', () => {
    expect(exhaust(3, () => unreached)).toEqual({
      life: {
        status: 'failed',
        reason: 'dead_lettered',
        failedAt: NOW + 75 * MINUTE,
        detail: 'ECONNREFUSED',
        announceAt: NOW + 76 * MINUTE,
      },
      tries: 4,
      waits: [5 * MINUTE, 10 * MINUTE, 20 * MINUTE, 40 * MINUTE],
    });
  });

  test('a mail that is tried alone, since nothing goes through for anybody, never fails', () => {
    const { tries, life } = exhaust(
      3,
      () => unreached,
      () => false,
    );
    expect(tries).toBe(200);
    expect(life.status).toBe('queued');
  });

  test('tries before, in and after an outage count for what they are', () => {
    const { tries } = exhaust(
      3,
      () => unreached,
      (n) => n < 2 || n >= 50,
    );
    // Two before it, the last of it when others go through again, and one more.
    expect(tries).toBe(52);
  });

  test.each([0, 1, 20])('with %i instead there is one try more than that', (retryAttempts) => {
    const { tries, life } = exhaust(retryAttempts, () => unreached);
    expect(tries).toBe(retryAttempts + 1);
    expect(life).toMatchObject({ status: 'failed', reason: 'dead_lettered' });
  });

  test('waits that Mailgun asks for come on top', () => {
    const { tries, life } = exhaust(3, (n) => (n % 2 === 0 ? throttled : unreached));
    expect(tries).toBe(8);
    expect(life).toMatchObject({ status: 'failed', reason: 'dead_lettered' });
  });

  test('a refusal ends it at once', () => {
    expect(exhaust(3, () => rejected)).toMatchObject({ tries: 1, life: { reason: 'rejected' } });
  });

  test('a success after some failures ends it well', () => {
    expect(exhaust(3, (n) => (n === 3 ? sent : unreached))).toMatchObject({
      tries: 4,
      life: { status: 'sent' },
    });
  });

  test('the backoff is spread by chance, to twice its length at most', () => {
    const spread = decide(
      { ...deps, random: () => 0.999 },
      aMessageThatIs('sending', { attempts: 3 }),
      { outcome: unreached, probe: false },
      SENT,
    );
    expect(spread.waitMs).toBeCloseTo(1.999 * 20 * MINUTE, 3);
    expect(spread.waitMs).toBeLessThan(DAY);
  });
});

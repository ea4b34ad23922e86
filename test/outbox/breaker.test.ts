import { describe, expect, test } from 'vitest';
import {
  afterSignal,
  type Breaker,
  closedBreaker,
  makeSharedBreaker,
  permitAt,
  type ProviderSignal,
} from '../../functions/outbox/flow/breaker.ts';
import { makeFakeDynamo } from './fake-dynamo.ts';
import { memoryTables } from './memory-outbox.ts';
import { DAY, HOUR, MINUTE, NOW, SECOND } from './messages.ts';

const failure: ProviderSignal = { kind: 'failure', why: 'ECONNRESET' };
const account: ProviderSignal = { kind: 'account', why: '401 Forbidden' };
const ok: ProviderSignal = { kind: 'ok' };

const signals = (breaker: Breaker, ...told: ProviderSignal[]): Breaker =>
  told.reduce((so, signal) => afterSignal(so, signal, NOW), breaker);

const open = (different: Partial<Breaker> = {}): Breaker => ({
  state: { name: 'open', until: NOW + 10 * SECOND, opens: 1, openedAt: NOW, why: 'ECONNRESET' },
  holdUntil: 0,
  recoveredAt: 0,
  ...different,
});

describe('opening', () => {
  test('one failure may be the fault of its mail', () => {
    expect(signals(closedBreaker, failure).state).toEqual({ name: 'closed', failures: 1 });
  });

  test('two failures with nothing sent in between are an outage, and open it for 10 s', () => {
    expect(signals(closedBreaker, failure, failure)).toEqual(open());
  });

  test('a success between them begins the count anew, and is remembered', () => {
    expect(signals(closedBreaker, failure, ok, failure)).toEqual({
      state: { name: 'closed', failures: 1 },
      holdUntil: 0,
      recoveredAt: NOW,
    });
  });

  test('an account fault opens it at once', () => {
    expect(signals(closedBreaker, account)).toEqual({
      state: { name: 'open', until: NOW + 10 * SECOND, opens: 1, openedAt: NOW, why: '401 Forbidden' },
      holdUntil: 0,
      recoveredAt: 0,
    });
  });

  test('mail that was on its way tells nothing new: the pause does not grow', () => {
    const before = open();
    expect(afterSignal(before, failure, NOW + SECOND)).toBe(before);
    expect(afterSignal(before, account, NOW + SECOND)).toBe(before);
  });

  test('a success while all is well changes nothing, and costs no write', () => {
    expect(afterSignal(closedBreaker, ok, NOW)).toBe(closedBreaker);
  });
});

describe('probing', () => {
  test('while it is open nobody sends', () => {
    expect(permitAt(open(), NOW + 10 * SECOND - 1)).toEqual({
      kind: 'wait',
      until: NOW + 10 * SECOND,
      why: 'ECONNRESET',
    });
  });

  test('after the pause one mail may try, and for a minute no other', () => {
    const permit = permitAt(open(), NOW + 10 * SECOND);
    const next: Breaker = {
      state: { name: 'half_open', until: NOW + 70 * SECOND, opens: 1, openedAt: NOW, why: 'ECONNRESET' },
      holdUntil: 0,
      recoveredAt: 0,
    };
    expect(permit).toEqual({ kind: 'probe', next });
    expect(permitAt(next, NOW + 70 * SECOND - 1)).toMatchObject({ kind: 'wait', until: NOW + 70 * SECOND });
  });

  test('a probe that never answered is followed by another', () => {
    const lost: Breaker = {
      state: { name: 'half_open', until: NOW, opens: 2, openedAt: NOW - MINUTE, why: 'x' },
      holdUntil: 0,
      recoveredAt: 0,
    };
    expect(permitAt(lost, NOW).kind).toBe('probe');
  });

  test('a probe that goes through closes it', () => {
    const probing: Breaker = {
      state: { name: 'half_open', until: NOW + MINUTE, opens: 3, openedAt: NOW, why: 'x' },
      holdUntil: 0,
      recoveredAt: 0,
    };
    expect(afterSignal(probing, ok, NOW)).toEqual({ ...closedBreaker, recoveredAt: NOW });
    expect(permitAt(afterSignal(probing, ok, NOW), NOW)).toEqual({ kind: 'go' });
  });

  test('each probe that fails doubles the pause, up to five minutes', () => {
    let breaker = signals(closedBreaker, account);
    let now = NOW;
    const pauses: number[] = [];
    for (let probe = 0; probe < 7; probe += 1) {
      if (breaker.state.name !== 'open') throw new Error('It should be open');
      pauses.push(breaker.state.until - now);
      now = breaker.state.until;
      const permit = permitAt(breaker, now);
      if (permit.kind !== 'probe') throw new Error('It should let a probe through');
      breaker = afterSignal(permit.next, failure, now);
    }
    expect(pauses).toEqual([10, 20, 40, 80, 160, 300, 300].map((s) => s * SECOND));
    expect(breaker.state).toMatchObject({ name: 'open', opens: 8, openedAt: NOW });
  });
});

describe('when Mailgun asks to wait', () => {
  test.each([
    { what: 'for two minutes', until: NOW + 2 * MINUTE, want: NOW + 2 * MINUTE },
    { what: 'for a day: it is asked again after an hour', until: NOW + DAY, want: NOW + HOUR },
  ])('$what', ({ until, want }) => {
    const held = afterSignal(closedBreaker, { kind: 'throttled', until }, NOW);
    expect(held).toEqual({ ...closedBreaker, holdUntil: want });
    expect(permitAt(held, want - 1)).toEqual({ kind: 'wait', until: want, why: 'Mailgun asked to wait' });
    expect(permitAt(held, want)).toEqual({ kind: 'go' });
  });

  test('a shorter wait does not cut a longer one', () => {
    const held = afterSignal(closedBreaker, { kind: 'throttled', until: NOW + 10 * MINUTE }, NOW);
    expect(afterSignal(held, { kind: 'throttled', until: NOW + MINUTE }, NOW).holdUntil).toBe(
      NOW + 10 * MINUTE,
    );
  });

  test('it is no failure: the count of failures stays', () => {
    const held = signals(closedBreaker, failure, { kind: 'throttled', until: NOW + MINUTE });
    expect(held.state).toEqual({ name: 'closed', failures: 1 });
  });

  test('an open breaker does not probe before the wait is over', () => {
    const both = open({ holdUntil: NOW + 10 * MINUTE });
    expect(permitAt(both, NOW + MINUTE)).toMatchObject({ kind: 'wait', until: NOW + 10 * MINUTE });
    expect(permitAt(both, NOW + 10 * MINUTE).kind).toBe('probe');
  });
});

describe('shared by all Lambdas', () => {
  const setUp = () => {
    const clock = { now: NOW };
    const alarms: string[] = [];
    const { dynamo, writes } = makeFakeDynamo();
    const make = () =>
      makeSharedBreaker(
        { dynamo, table: 'metrics' },
        () => clock.now,
        (why) => alarms.push(why),
      );
    return { clock, alarms, make, writes };
  };

  test('failures of several Lambdas add up, and one alarm sounds', async () => {
    const { alarms, make } = setUp();
    const lambdas = Array.from({ length: 2 }, make);
    for (const lambda of lambdas) await lambda.signal(failure);
    expect(alarms).toEqual(['ECONNRESET']);
    expect(await make().permit()).toEqual({ kind: 'wait', until: NOW + 10 * SECOND, why: 'ECONNRESET' });
  });

  test('of all that ask after the pause, one is let through', async () => {
    const { clock, make } = setUp();
    await make().signal(account);
    clock.now = NOW + 10 * SECOND;
    const permits = await Promise.all(Array.from({ length: 4 }, () => make().permit()));
    expect(permits.map(({ kind }) => kind).toSorted()).toEqual(['probe', 'wait', 'wait', 'wait']);
  });

  test('a success after the probe lets everybody send', async () => {
    const { clock, make } = setUp();
    const lambda = make();
    await lambda.signal(account);
    clock.now = NOW + 10 * SECOND;
    expect(await lambda.permit()).toEqual({ kind: 'probe' });
    await lambda.signal(ok);
    expect(await make().permit()).toEqual({ kind: 'go' });
  });

  test('a probe that fails sounds the alarm again, for it is another pause', async () => {
    const { clock, alarms, make } = setUp();
    const lambda = make();
    await lambda.signal(account);
    clock.now = NOW + 10 * SECOND;
    await lambda.permit();
    await lambda.signal(failure);
    expect(alarms).toEqual(['401 Forbidden', 'ECONNRESET']);
    expect(lambda.lastSeen().state).toMatchObject({ name: 'open', opens: 2 });
  });

  test('being asked to wait while it is open sounds no alarm', async () => {
    const { alarms, make } = setUp();
    await make().signal(account);
    await make().signal({ kind: 'throttled', until: NOW + MINUTE });
    expect(alarms).toHaveLength(1);
    expect((await make().permit()).kind).toBe('wait');
  });

  test('who asks while another probes is told to ask again in half a minute', async () => {
    const { clock, make } = setUp();
    await make().signal(account);
    clock.now = NOW + 10 * SECOND;
    const permits = await Promise.all([make().permit(), make().permit()]);
    expect(permits).toContainEqual({
      kind: 'wait',
      until: NOW + 40 * SECOND,
      why: 'another function probes',
    });
  });

  test('what one signals counts on top of what others did since it looked', async () => {
    const { clock, make } = setUp();
    const [one, other] = [make(), make()];
    await one.signal(failure);
    clock.now = NOW + SECOND;
    await other.permit();
    await other.signal(ok);
    await one.signal(failure);
    expect((await make().permit()).kind).toBe('go');
    expect(one.lastSeen()).toMatchObject({
      state: { name: 'closed', failures: 1 },
      recoveredAt: NOW + SECOND,
    });
  });

  test('it is read once a second while all is well, and each time while it is not', async () => {
    let calls = 0;
    let now = NOW;
    const { dynamo } = memoryTables(() => {
      calls += 1;
    });
    const breaker = makeSharedBreaker(
      { dynamo, table: 'state' },
      () => now,
      () => undefined,
    );
    const callsFor = async (run: () => Promise<unknown>) => {
      calls = 0;
      await run();
      return calls;
    };
    expect(await callsFor(breaker.permit)).toBe(1);
    now += SECOND - 1;
    expect(await callsFor(breaker.permit)).toBe(0);
    now += 1;
    expect(await callsFor(breaker.permit)).toBe(1);
    // It was seen a moment ago: one write, and no read before it.
    expect(await callsFor(() => breaker.signal(account))).toBe(1);
    expect(await callsFor(breaker.permit)).toBe(1);
    expect(await callsFor(breaker.permit)).toBe(1);
  });

  test('while all is well a send costs no write', async () => {
    const { make, writes } = setUp();
    const lambda = make();
    await lambda.permit();
    await lambda.signal(ok);
    expect(writes()).toBe(0);
  });
});

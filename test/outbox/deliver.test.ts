import { describe, expect, test } from 'vitest';
import type { DeliverDeps } from '../../functions/outbox/deliver/batch.ts';
import { deliverBatch } from '../../functions/outbox/deliver/deliver.ts';
import { makeSharedBreaker } from '../../functions/outbox/flow/breaker.ts';
import { makeLimiter } from '../../functions/outbox/flow/limiter.ts';
import type { SendOutcome } from '../../functions/mailgun/send-outcome.ts';
import { makeOutbox } from '../../functions/outbox/outbox.ts';
import { makeRecipientStore } from '../../functions/preferences/store.ts';
import { memoryOutbox } from './memory-outbox.ts';
import { aConfig, MINUTE, NOW, SECOND } from './messages.ts';

/** Mails that were accepted a moment ago, and a delivery whose Mailgun answers as `answers` say, in turn. */
const setUp = async (count: number, answers: SendOutcome[] = []) => {
  let now = NOW;
  const memory = await memoryOutbox([], () => now);
  const { sends, lanes, logger, metrics, bus, templates, attachments } = memory.deps;
  const outbox = makeOutbox(memory.deps);
  for (let i = 0; i < count; i += 1) {
    await outbox.send('room', {
      key: `mail-${i}`,
      request: {
        to: { email: `ada${i}@example.com` },
        category: 'system',
        subject: `No. ${i}`,
        text: 'Hello.',
      },
    });
  }
  const copies = memory.receive('transactional').map(({ messageId, body }, i) => {
    const { id, copy } = JSON.parse(body) as { id: string; copy: number };
    return { recordId: messageId, receiptHandle: `handle-${i}`, receiveCount: 1, id, copy };
  });
  const state = { dynamo: sends.dynamo, table: 'state' };
  const sent: string[] = [];
  const sleepers: { at: number; resolve: () => void }[] = [];
  /** One sleeper at a time, so that what one does is done before the next one wakes. */
  const wakeFirst = (): void => {
    const first = sleepers.toSorted((a, b) => a.at - b.at)[0];
    if (first === undefined) return;
    sleepers.splice(sleepers.indexOf(first), 1);
    now = Math.max(now, first.at);
    first.resolve();
    if (sleepers.length > 0) setTimeout(wakeFirst, 1);
  };
  const deps: DeliverDeps = {
    sends,
    recipients: makeRecipientStore(sends.dynamo, 'preferences'),
    templates,
    attachments,
    limiter: makeLimiter(state, 300, { now: () => now, random: () => 0 }),
    pauses: () => Promise.resolve({ categories: new Set(), templates: new Set() }),
    domainHealth: () => Promise.resolve({ deferred: 0, delivered: 0 }),
    breaker: makeSharedBreaker(
      state,
      () => now,
      () => undefined,
    ),
    mailgun: {
      send: (mail) => {
        sent.push(mail.fields.to);
        return Promise.resolve(answers.shift() ?? { kind: 'sent', mailgunMessageId: '<id@mg.example.com>' });
      },
    },
    linkKeys: () => Promise.resolve({ current: 'k1', k1: 'of this test' }),
    sqs: lanes.sqs,
    bus,
    logger,
    metrics,
    clock: {
      now: () => now,
      sleepUntil: (at) =>
        new Promise((resolve) => {
          sleepers.push({ at, resolve });
          if (sleepers.length === 1) setTimeout(wakeFirst, 1);
        }),
    },
    config: aConfig(),
    mode: 'live',
    baseUrl: 'https://mail.example.com',
    random: () => 0,
  };
  const run = (different: Partial<DeliverDeps> = {}) =>
    deliverBatch({ ...deps, ...different }, copies, {
      lane: 'transactional',
      queueUrl: 'transactional',
      endsAt: now + MINUTE,
    });
  return { ...memory, deps, copies, sent, run };
};
const trouble = () => Promise.reject(new Error('DynamoDB has trouble'));

describe('A batch of mail', () => {
  test('is sent, each in a slot of its own, and told on the bus', async () => {
    const { run, sent, published } = await setUp(3);
    expect(await run()).toEqual([]);
    expect(sent.toSorted()).toEqual(['ada0@example.com', 'ada1@example.com', 'ada2@example.com']);
    expect(published()).toEqual(['email.sent', 'email.sent', 'email.sent']);
  });

  test('stops at once when Mailgun asks to wait, whatever slots were reserved', async () => {
    const wait = { kind: 'throttled', waitMs: 5 * MINUTE, detail: '429 slow down' } as const;
    const { run, sent, copies, deps } = await setUp(4, [wait]);
    const kept = await run();
    expect(sent).toHaveLength(1);
    expect(kept.toSorted()).toEqual(copies.map(({ recordId }) => recordId).toSorted());
    expect(deps.breaker.lastSeen().holdUntil).toBeGreaterThan(NOW + 4 * MINUTE);
  });

  test('comes again by SQS, and nothing of it is lost, when the limit can’t be asked', async () => {
    const { run, sent, copies, counts } = await setUp(2);
    expect(await run({ limiter: { reserve: trouble } })).toEqual(copies.map(({ recordId }) => recordId));
    expect(sent).toEqual([]);
    expect(counts['FailedBatchItems']).toBe(2);
    expect(await run()).toEqual([]);
    expect(sent).toHaveLength(2);
  });

  test('that meets trouble half-way still tells of what was sent', async () => {
    const { run, sent, deps, published } = await setUp(2);
    let asked = 0;
    const limiter = {
      reserve: (request: Parameters<typeof deps.limiter.reserve>[0]) => {
        asked += 1;
        return asked > 1 ? trouble() : deps.limiter.reserve({ ...request, want: 1 });
      },
    };
    expect(await run({ limiter })).toHaveLength(1);
    expect(sent).toHaveLength(1);
    expect(published()).toEqual(['email.sent']);
  });

  test('of which one misses its slot while the rest is put off puts that one off, too', async () => {
    const { run, deps, copies, sent } = await setUp(2);
    let asked = 0;
    const limiter = {
      reserve: (request: Parameters<typeof deps.limiter.reserve>[0]) => {
        asked += 1;
        return asked > 1 ? trouble() : deps.limiter.reserve({ ...request, want: 1 });
      },
    };
    const clock = { now: deps.clock.now, sleepUntil: (at: number) => deps.clock.sleepUntil(at + 2 * SECOND) };
    const kept = await run({ limiter, clock });
    expect(sent).toEqual([]);
    expect(kept.toSorted()).toEqual(copies.map(({ recordId }) => recordId).toSorted());
  });

  test('is answered though SQS does not hear how long to hide what waits', async () => {
    const { run, deps, copies } = await setUp(1);
    await deps.breaker.signal({ kind: 'account', why: '401' });
    const sqs = { send: () => Promise.reject(new Error('SQS has trouble')) } as unknown as DeliverDeps['sqs'];
    expect(await run({ sqs })).toEqual(copies.map(({ recordId }) => recordId));
  });

  test('of which one can’t be put off does not keep the others from it', async () => {
    const { run, deps, copies, counts } = await setUp(2);
    await deps.breaker.signal({ kind: 'throttled', until: NOW + 30 * MINUTE });
    let parked = 0;
    const { dynamo } = deps.sends;
    const failing = Object.assign(Object.create(dynamo) as typeof dynamo, {
      send: (command: Parameters<typeof dynamo.send>[0]) => {
        if (command.constructor.name === 'PutCommand') {
          parked += 1;
          if (parked === 1) return trouble();
        }
        return dynamo.send(command);
      },
    });
    expect(await run({ sends: { ...deps.sends, dynamo: failing } })).toHaveLength(1);
    expect(counts['FailedBatchItems']).toBe(1);
    expect(copies).toHaveLength(2);
    expect(parked).toBe(2);
  });

  test('of a paused category is parked, and SQS is done with it', async () => {
    const { run, sent, deps, copies, lifeById } = await setUp(1);
    const pauses = () =>
      Promise.resolve({ categories: new Set(['system' as const]), templates: new Set<string>() });
    expect(await run({ pauses })).toEqual([]);
    expect(sent).toEqual([]);
    expect(await lifeById(copies[0]?.id ?? '')).toMatchObject({ status: 'queued', paused: true });
    expect(deps.clock.now()).toBeLessThan(NOW + SECOND);
  });
});

import { describe, expect, test } from 'vitest';
import { beginCancellation } from '../../functions/outbox/flow/cancellations.ts';
import { sweep } from '../../functions/outbox/sweep/sweep.ts';
import type { Message } from '../../functions/outbox/message/message.ts';
import { id, memoryOutbox } from './memory-outbox.ts';
import { aConfig, aMessage, aMessageThatIs, DAY, HOUR, MINUTE, NOW } from './messages.ts';

const LATER = NOW + HOUR;
const noPauses = { categories: new Set<never>(), templates: new Set<string>() };

const setUp = async (messages: readonly Message[]) => {
  const logged: Record<string, unknown>[] = [];
  const memory = await memoryOutbox(messages, () => LATER);
  const { logger } = memory.deps;
  logger.info = (_line, ...more) => {
    logged.push(...(more as Record<string, unknown>[]));
  };
  const deps = {
    ...memory.deps,
    config: aConfig(),
    logger,
    pauses: () => Promise.resolve(noPauses),
    recoveredAt: () => Promise.resolve(0),
    mailgun: {
      events: async function* () {
        await Promise.resolve();
        yield* [];
      },
    },
  };
  return { ...memory, deps, logged, run: (endsAt = LATER + MINUTE) => sweep(deps, endsAt) };
};

const scheduled = (i: number, at: number) =>
  aMessageThatIs('scheduled', { id: id(i), scheduledAt: at, life: { status: 'scheduled', nextCheckAt: at } });
const unannounced = (i: number) =>
  aMessageThatIs('cancelled', {
    id: id(i),
    life: { status: 'cancelled', cancelledAt: NOW, announceAt: NOW + MINUTE },
  });

describe('A pass of the sweeper', () => {
  test('mends each message that is due in its way, and says how many', async () => {
    const outbox = await setUp([
      aMessage({ id: id(1) }),
      scheduled(2, LATER),
      scheduled(3, LATER + 1),
      aMessage({ id: id(4), expiresAt: NOW + MINUTE }),
      aMessageThatIs('sending', { id: id(5) }),
      aMessageThatIs('unknown', { id: id(6) }),
      unannounced(7),
    ]);
    const report = { queued: 2, lapsed: 1, settled: 2, skipped: 1, announced: 1, nextCheckAt: LATER + 1 };
    expect(await outbox.run()).toEqual(report);
    expect(outbox.logged).toMatchObject([report]);
    const statuses = await Promise.all([1, 2, 3, 4, 5, 6, 7].map(outbox.statusOf));
    expect(statuses).toEqual(['queued', 'queued', 'scheduled', 'skipped', 'queued', 'queued', 'cancelled']);
    const copies = outbox.queued('transactional');
    expect(copies).toHaveLength(4);
    expect(copies).toEqual(
      expect.arrayContaining([
        { id: id(1), copy: 2 },
        { id: id(2), copy: 1 },
      ]),
    );
    expect(outbox.published().toSorted()).toEqual(['email.cancelled', 'email.skipped']);
  });

  test('with nothing to do says nothing', async () => {
    const { run, logged } = await setUp([scheduled(1, LATER + DAY)]);
    expect(await run()).toMatchObject({ queued: 0, nextCheckAt: LATER + DAY });
    expect(logged).toEqual([]);
    const empty = await setUp([]);
    expect((await empty.run()).nextCheckAt).toBeUndefined();
  });

  test('takes page after page until all is done', async () => {
    const many = Array.from({ length: 1900 }, (_, i) => aMessage({ id: id(i) }));
    const { run, queued } = await setUp(many);
    expect(await run()).toMatchObject({ queued: 1900, nextCheckAt: LATER + 20 * MINUTE });
    expect(queued('transactional')).toHaveLength(1000);
    expect(queued('transactional')).toHaveLength(900);
  });

  test('begins nothing once its time is over, and says that there is more to do now', async () => {
    const { run, queued } = await setUp([aMessage({ id: id(1) })]);
    expect(await run(LATER)).toMatchObject({ queued: 0, nextCheckAt: LATER });
    expect(queued('transactional')).toEqual([]);
  });

  test('goes on with a cancellation that somebody began', async () => {
    const { deps, run, statusOf } = await setUp([
      aMessageThatIs('scheduled', {
        id: id(1),
        template: 'nurture_first',
        life: { status: 'scheduled', nextCheckAt: LATER + DAY },
      }),
    ]);
    await beginCancellation(deps, { template: 'nurture_first' });
    await run();
    expect(await statusOf(1)).toBe('cancelled');
  });

  test('leaves alone what somebody changes at this very moment', async () => {
    const { deps, run, queued } = await setUp([aMessage({ id: id(1) })]);
    const read = deps.pauses;
    deps.pauses = async () => {
      // Between reading and writing.
      const { apply, findMessage } = await import('../../functions/outbox/message/store.ts');
      const message = await findMessage(deps.sends, id(1));
      await apply(deps.sends, message!, { type: 'park', until: LATER + HOUR }, { now: LATER });
      deps.pauses = read;
      return noPauses;
    };
    expect(await run()).toMatchObject({ queued: 0 });
    expect(queued('transactional')).toEqual([]);
  });
});

import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import { beginCancellation, carryOut } from '../../functions/outbox/flow/cancellations.ts';
import { findCancellation } from '../../functions/outbox/flow/cancellation-store.ts';
import { releasePaused } from '../../functions/outbox/flow/release-paused.ts';
import type { Action } from '../../functions/outbox/message/actions.ts';
import { apply, findMessage, type SendsTable } from '../../functions/outbox/message/store.ts';
import { sweep } from '../../functions/outbox/sweep/sweep.ts';
import { id, memoryOutbox } from './memory-outbox.ts';
import { aConfig, aMessage, HOUR, MINUTE, NOW } from './messages.ts';

const LATER = NOW + HOUR;
const endsAt = LATER + HOUR;
const noPauses = { categories: new Set<never>(), templates: new Set<string>() };

/** Messages, and tables where somebody else acts on the first one between its being read and its being written. */
const setUp = async (message: ReturnType<typeof aMessage>, meanwhile: Action) => {
  const memory = await memoryOutbox([message], () => LATER);
  const { sends } = memory.deps;
  let isFirst = true;
  const contested: SendsTable = {
    ...sends,
    dynamo: Object.assign(Object.create(sends.dynamo) as typeof sends.dynamo, {
      send: async (command: Parameters<typeof sends.dynamo.send>[0]) => {
        if (command instanceof PutCommand && command.input.Item?.['pk'] === message.id && isFirst) {
          isFirst = false;
          await apply(sends, (await findMessage(sends, message.id))!, meanwhile, { now: LATER });
        }
        return sends.dynamo.send(command);
      },
    }),
  };
  return { ...memory, deps: { ...memory.deps, sends: contested } };
};
const claim: Action = { type: 'claim', token: 'claim_1', leaseUntil: LATER + MINUTE, recoveredAt: 0 };
const park: Action = { type: 'park', until: LATER + HOUR };

describe('What somebody else changed between reading and writing', () => {
  const waiting = aMessage({ id: id(1), template: 'nurture_first' });

  test('is not cancelled once a function has claimed it', async () => {
    const { deps, statusOf } = await setUp(waiting, claim);
    const begun = await beginCancellation(deps, { template: 'nurture_first' });
    await carryOut(deps, begun, endsAt);
    expect(await statusOf(1)).toBe('sending');
    expect((await findCancellation(deps.sends, begun.id))?.cancelled).toBe(0);
  });

  test('is cancelled while it still waits', async () => {
    const { deps, statusOf } = await setUp(waiting, park);
    const begun = await beginCancellation(deps, { template: 'nurture_first' });
    await carryOut(deps, begun, endsAt);
    expect(await statusOf(1)).toBe('cancelled');
    expect((await findCancellation(deps.sends, begun.id))?.cancelled).toBe(1);
  });

  test('is not released from a pause by who read it before', async () => {
    const paused = aMessage({
      id: id(1),
      life: { status: 'queued', nextCheckAt: LATER + MINUTE, paused: true },
    });
    const { deps, queued } = await setUp(paused, park);
    await releasePaused(deps, noPauses, LATER + 1);
    expect(queued('transactional')).toEqual([]);
  });

  test('is left to the next pass of the sweeper', async () => {
    const { deps, queued } = await setUp(aMessage({ id: id(1) }), park);
    const report = await sweep(
      {
        ...deps,
        config: aConfig(),
        pauses: () => Promise.resolve(noPauses),
        recoveredAt: () => Promise.resolve(0),
        mailgun: { events: async function* () {} },
      },
      endsAt,
    );
    expect(report.queued).toBe(0);
    expect(queued('transactional')).toEqual([]);
  });
});

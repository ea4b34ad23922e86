import { checkConfig } from '../../functions/app-config.ts';
import { makeAlertStore } from '../../functions/operations/alert-store.ts';
import { operationsConfigOf } from '../../functions/operations/config.ts';
import type { HearDeps } from '../../functions/operations/deps.ts';
import { makeFactStore } from '../../functions/operations/fact-store.ts';
import { takeAlert } from '../../functions/operations/take-alert.ts';
import { workGroup } from '../../functions/operations/work-group.ts';
import type { Message } from '../../functions/outbox/message/message.ts';
import { makeOutbox } from '../../functions/outbox/outbox.ts';
import { makePersonPointers } from '../../functions/platform/person-pointers.ts';
import type { Timer } from '../../functions/timers/timers.ts';
import { memoryOutbox } from '../outbox/memory-outbox.ts';

export const OPERATOR = 'ops@acme.example';

/** Alerts over tables, queues and an outbox in memory; a run ends at its so many-th call after `endIn`. */
export const alertRoom = async (startsAt: number, yaml: Record<string, unknown> = {}) => {
  let now = startsAt;
  let callsLeft: number | undefined;
  const outbox = await memoryOutbox(
    [],
    () => now,
    () => {
      if (callsLeft === undefined) return;
      callsLeft -= 1;
      if (callsLeft < 0) throw new Error('crashed');
    },
  );
  const { dynamo } = outbox.deps.sends;
  const config = checkConfig({ operations: { notice_email: OPERATOR, ...yaml } }, 'app.yaml');
  const timers = new Map<string, Timer>();
  const deps: HearDeps = {
    alerts: makeAlertStore(dynamo, 'activity'),
    facts: makeFactStore(dynamo, 'activity'),
    outbox: makeOutbox(outbox.deps),
    timers: {
      plan: (timer) => Promise.resolve(void timers.set(timer.id, timer)),
      cancel: ({ id }) => Promise.resolve(void timers.delete(id)),
    },
    named: makePersonPointers(dynamo, 'activity', 'ALERT'),
    config,
    rules: operationsConfigOf(config),
    now: () => now,
  };
  return {
    deps,
    config,
    outbox,
    timers,
    now: () => now,
    endIn: (calls: number | undefined): void => {
      callsLeft = calls;
    },
    take: (detail: Record<string, unknown>, more: { at?: number; isOwn?: boolean } = {}) =>
      takeAlert(deps, { detail, at: now, ...more }),
    /** Moves the clock, and works on what timers bring on the way. */
    moveTo: async (at: number): Promise<void> => {
      for (;;) {
        const due = [...timers.values()].filter(({ dueAt }) => dueAt <= at).sort((a, b) => a.dueAt - b.dueAt);
        const [timer] = due;
        if (timer === undefined) break;
        timers.delete(timer.id);
        now = Math.max(now, timer.dueAt);
        await workGroup(deps, timer.id);
      }
      now = at;
    },
    /** Mails in the order in which they were asked for. */
    mails: () =>
      outbox
        .items('sends')
        .flatMap((item) => ('life' in item && 'to' in item ? [item as unknown as Message] : []))
        .sort((a, b) => a.createdAt - b.createdAt),
  };
};

import { SECOND } from '../../functions/platform/clock.ts';
import type { Request, Response } from './functions.ts';
import type { Host } from './hosts.ts';
import type { Actors } from './play.ts';
import type { World } from './world.ts';

/** One call of a service to the API, repeated until it is answered. */
interface RepeatedCall {
  at: number;
  /** The function behind the API. */
  to: string;
  request: Request;
  /** Hears the answer; `again` asks once more. */
  tell: (response: Response) => 'again' | 'heard';
}

export interface RepeatedCalls extends Actors {
  add: (call: RepeatedCall) => void;
}

/** Services that call the API, and repeat each call until it is answered. */
export const makeRepeatedCalls = (world: World, hosts: readonly Host[]): RepeatedCalls => {
  const pending: RepeatedCall[] = [];
  const patience: { at: number; lose: () => void }[] = [];
  let underway = 0;
  const callNow = (call: RepeatedCall): boolean => {
    const host = hosts.find(({ setup }) => setup.name === call.to);
    if (host === undefined) throw new Error(`There is no function ${call.to}`);
    const again = (): void => {
      pending.push({ ...call, at: world.now() + (1 + world.chance() * 4) * SECOND });
    };
    // Whoever hears nothing for half a minute asks again.
    let isAnswered = false;
    patience.push({
      at: world.now() + 30 * SECOND,
      lose: () => {
        if (isAnswered) return;
        isAnswered = true;
        underway -= 1;
        again();
      },
    });
    const isTaken = host.call(call.request, (response) => {
      if (isAnswered) return;
      isAnswered = true;
      underway -= 1;
      if (response === 'failed' || call.tell(response) === 'again') again();
    });
    if (!isTaken) patience.pop();
    else underway += 1;
    return isTaken;
  };
  return {
    add: (call) => void pending.push(call),
    startDue: () => {
      const now = world.now();
      for (const wait of patience.filter(({ at }) => at <= now)) wait.lose();
      patience.splice(0, patience.length, ...patience.filter(({ at }) => at > now));
      for (const call of pending.filter(({ at }) => at <= now)) {
        if (!callNow(call)) return;
        pending.splice(pending.indexOf(call), 1);
      }
    },
    nextDueAt: () => {
      const times = [...pending, ...patience].map(({ at }) => at).filter((at) => at > world.now());
      return times.length === 0 ? undefined : Math.min(...times);
    },
    isDone: () => pending.length === 0 && underway === 0,
  };
};

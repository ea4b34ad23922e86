import { setTimeout as delay } from 'node:timers/promises';

/** Time as the service sees it: epoch milliseconds. */
export interface Clock {
  now: () => number;
  sleepUntil: (epochMs: number) => Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleepUntil: async (epochMs) => {
    const waitMs = epochMs - Date.now();
    if (waitMs > 0) await delay(waitMs);
  },
};

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Epoch milliseconds to ISO 8601 in UTC. */
export const toIso = (epochMs: number): string => new Date(epochMs).toISOString();

/** The same in ISO 8601's basic form, to the second: `20270328T073000Z`. */
export const toBasicIso = (epochMs: number): string => toIso(epochMs).replace(/[-:]|\.\d{3}/g, '');

/** A time that may be missing, in ISO 8601. */
export const optionalIso = (epochMs: number | undefined): string | undefined =>
  epochMs === undefined ? undefined : toIso(epochMs);

import { MINUTE } from '../platform/clock.ts';

/** Timers fire within a minute; what is later than this has lost its own. */
export const LATE_MS = 2 * MINUTE;

/** How many appointments a run found, and what it could not do. */
export interface SweepReport {
  found: number;
  failed: number;
  /** Whether the time of the run was up before all was done. */
  isCut: boolean;
}

/** The same, and when there may be something again, epoch milliseconds. */
export interface Swept extends SweepReport {
  nextCheckAt: number | undefined;
}

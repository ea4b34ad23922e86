import { readEvent, type TrackedEvent } from '../../functions/mailgun/event.ts';

/** The event that was read; one that was not read is a fault of the test. */
export const known = (raw: unknown): TrackedEvent => {
  const read = readEvent(raw);
  if (!read.known) throw new Error(read.why);
  return read.event;
};

/** Why it was not read. */
export const unknown = (raw: unknown): string => {
  const read = readEvent(raw);
  if (read.known) throw new Error(`It was read as ${read.event.type}`);
  return read.why;
};

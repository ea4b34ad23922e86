import type * as z from 'zod';

interface Documented {
  /** Its `detail-type`. */
  type: `${string}.${string}`;
  /** What has happened, in a sentence. */
  summary: string;
  description?: string;
}

/** An event that others put on the bus, and a room takes. */
export interface EventIn extends Documented {
  direction: 'in';
  /** What its detail says beside `id` and `idempotencyKey`, which every event may carry. */
  payload: z.ZodType;
  /** What `id` names. */
  id: string;
  /** The route that takes the same, where there is one. */
  route?: `${string} /${string}`;
  example: { id: string } & Readonly<Record<string, unknown>>;
}

/** An event that this service puts on the bus. */
export interface EventOut extends Documented {
  direction: 'out';
  detail: z.ZodObject;
  /** Fields of its detail that are the same whenever the same is told again; none where the latest one counts. */
  sameBy: readonly string[];
  example: Readonly<Record<string, unknown>>;
}

/** An event as docs/events.md describes it: `<room>.events.ts` of each room has a list of them that ends in `Events`. */
export type DocumentedEvent = EventIn | EventOut;

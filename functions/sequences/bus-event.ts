import * as z from 'zod';

/** An event that waits for the bus. */
export const busEventSchema = z.object({
  detailType: z.string(),
  detail: z.record(z.string(), z.unknown()),
});

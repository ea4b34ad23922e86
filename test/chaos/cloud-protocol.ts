import * as z from 'zod';
import { passages } from '../../local/cloud.ts';

const what = z.enum(passages);

/** What the process of the cloud is told. */
export const toCloudSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('via'), what, url: z.string() }),
  z.object({ type: z.literal('crash'), environment: z.string() }),
  z.object({ type: z.literal('stop') }),
]);
export type ToCloud = z.infer<typeof toCloudSchema>;

/** What it tells. */
export const fromCloudSchema = z.discriminatedUnion('type', [
  /** Asks for an address to use instead of another. */
  z.object({ type: z.literal('via'), what, url: z.string() }),
  z.object({ type: z.literal('ready'), url: z.string() }),
  z.object({ type: z.literal('crashed'), environment: z.string() }),
]);
export type FromCloud = z.infer<typeof fromCloudSchema>;

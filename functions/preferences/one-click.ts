import * as z from 'zod';
import { categories } from './categories.ts';

/** Binds a token to the one-click unsubscribe link (RFC 8058). */
export const ONE_CLICK_PURPOSE = 'one-click';

/** What the link in a `List-Unsubscribe` header stands for. */
export const oneClickSchema = z.object({
  email: z.string(),
  category: z.enum(categories),
  messageId: z.string(),
  generation: z.number(),
});
export type OneClick = z.infer<typeof oneClickSchema>;

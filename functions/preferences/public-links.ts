import * as z from 'zod';
import { DAY } from '../platform/clock.ts';
import type { LinkKeys } from '../platform/secrets.ts';
import { readToken, signToken, type TokenCheck } from '../platform/signed-link.ts';
import { categories } from '../contract/category.ts';

/** What the links in a mail stand for: whose they are, and which mail brought them. */
export const mailLinkSchema = z.object({
  email: z.string(),
  category: z.enum(categories),
  messageId: z.string(),
  generation: z.number(),
});
export type MailLink = z.infer<typeof mailLinkSchema>;

/** What a link is good for; a token of one purpose is forged for any other. */
const purposes = { u: 'one-click', p: 'preferences' } as const;
export type LinkPath = keyof typeof purposes;

/** When the links of a mail of this moment end, epoch milliseconds. */
export const linksEndAt = (now: number): number => now + 365 * DAY;

/** A personal link of a mail, good until `expiresAt`: `u` unsubscribes (RFC 8058), `p` opens the preference centre. */
export const mailLink = (
  path: LinkPath,
  link: MailLink,
  context: { baseUrl: string; linkKeys: LinkKeys; expiresAt: number },
): string => {
  const token = signToken(context.linkKeys, {
    purpose: purposes[path],
    payload: link,
    expiresAt: context.expiresAt,
  });
  return `${context.baseUrl}/${path}/${token}`;
};

/** Reads the token of a link. */
export const readMailLink = (
  path: LinkPath,
  text: string,
  context: { linkKeys: LinkKeys; now: number },
): TokenCheck<MailLink> =>
  readToken(context.linkKeys, {
    purpose: purposes[path],
    text,
    schema: mailLinkSchema,
    now: context.now,
  });

import { createHmac } from 'node:crypto';
import type { LinkKeys } from '../platform/secrets.ts';
import type { LeadDeps } from './deps.ts';
import type { LeadLink } from './link-store.ts';

/** 128 bits in 22 characters: a text message has room for it. */
const TOKEN_BYTES = 16;
export const tokenPattern = /^[\w-]{22}$/;

/** The token of a rep's link to a lead in a run: the same for the same key. */
export const tokenOf = (keys: LinkKeys, { leadId, run, repId }: LeadLink): string => {
  const key = Object.hasOwn(keys, keys.current) ? keys[keys.current] : undefined;
  if (key === undefined) throw new Error('The ring of link keys lacks its current key');
  const about = JSON.stringify(['lead', leadId, run, repId]);
  return createHmac('sha256', key).update(about).digest().subarray(0, TOKEN_BYTES).toString('base64url');
};

/** The link by which a rep takes a lead. It works from now on. */
export const takeUrlFor = async (
  { links, linkKeys, baseUrl, now }: Pick<LeadDeps, 'links' | 'linkKeys' | 'baseUrl' | 'now'>,
  link: LeadLink,
): Promise<string> => {
  const token = tokenOf(await linkKeys(), link);
  await links.put(token, link, now());
  return `${baseUrl}/l/${token}`;
};

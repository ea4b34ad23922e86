import { recipientKey } from '../platform/address.ts';
import { sha256Hex } from '../platform/ids.ts';
import type { Arm } from './enrollment.ts';

/** Who of a hundred gets nothing and is watched: always the same of a sequence, by the hash of it and the address. */
export const armOf = (sequence: string, email: string, holdout: number): Arm => {
  const place = parseInt(sha256Hex(`${sequence}#${recipientKey(email)}`).slice(0, 8), 16) / 2 ** 32;
  return place * 100 < holdout ? 'held_out' : 'treated';
};

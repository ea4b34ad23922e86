import { recipientKey } from '../platform/address.ts';
import { sha256Hex } from '../platform/ids.ts';

const ERASED_DOMAIN = '@erased.invalid';

/** What stands in an erased message for the address that it went to. */
export const erasedAddress = (email: string): string =>
  `erased-${sha256Hex(recipientKey(email)).slice(0, 24)}${ERASED_DOMAIN}`;

/** Whether a message's address was erased. */
export const isErasedAddress = (email: string): boolean => email.endsWith(ERASED_DOMAIN);

import { idOf } from '../outbox/outbox.ts';
import { FEATURE } from './deps.ts';

/** The id that the mail of a key has. */
export const emailIdOf = (key: string): string => idOf(FEATURE, key);

import type { Audience } from '../notify/notice.ts';
import { idOf } from '../outbox/outbox.ts';
import { recipientKey } from '../platform/address.ts';
import { sha256Hex } from '../platform/ids.ts';
import type { ConversationRecord } from './store.ts';

/** The name under which this room asks the outbox. */
export const FEATURE = 'conversations';

/** A state of a conversation. */
type State = Pick<ConversationRecord, 'id' | 'rev'>;
interface AddressedReader {
  audience: Audience;
  email: string | undefined;
}

/** The name of one occasion to write to one reader about a state of a conversation. */
export const mailKey = (state: State, reader: AddressedReader, occasion = 'completed'): string =>
  [
    'summary',
    state.id,
    state.rev,
    occasion,
    reader.audience,
    reader.email === undefined ? '-' : sha256Hex(recipientKey(reader.email)).slice(0, 16),
  ].join('/');

/** Nobody tells of a conversation more often while its mails wait. */
const LAST_STATES = 10;

/** Ids that the mails of a state and of those before it have, also where their writer ended before it noted them. */
export const possibleIds = ({ id, rev }: State, readers: readonly AddressedReader[]): string[] => {
  const states = Array.from({ length: Math.min(rev, LAST_STATES) }, (_, i) => ({ id, rev: rev - i }));
  return states.flatMap((state) => readers.map((reader) => idOf(FEATURE, mailKey(state, reader))));
};

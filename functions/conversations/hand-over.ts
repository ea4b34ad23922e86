import { accept, type AcceptDeps } from '../outbox/accept.ts';
import { featureClient } from '../outbox/message.ts';
import { derivedId } from '../platform/ids.ts';
import { invalid } from '../platform/faults.ts';
import { asLine } from '../platform/one-line.ts';
import { asName } from '../platform/strangers-words.ts';
import type { Recipient } from '../preferences/recipient.ts';
import type { Reader } from './readers.ts';

/** The name under which this room asks the outbox. */
const CLIENT = featureClient('conversations');

/**
 * Hands a mail to the outbox under a key of its own: the same key gives the same mail, whatever is asked the second time.
 * @throws ServiceError `invalid` when it can't be accepted.
 */
export const handOver = async (
  outbox: AcceptDeps,
  key: string,
  content: Record<string, unknown>,
  occasionAt?: number,
): Promise<{ id: string; isNew: boolean }> => {
  const [acceptance] = await accept(outbox, [{ client: CLIENT, idempotencyKey: key, content, occasionAt }]);
  switch (acceptance?.outcome) {
    case 'accepted':
      return { id: acceptance.id, isNew: true };
    case 'repeated':
    case 'reused':
      return { id: derivedId('msg', CLIENT, key), isNew: false };
    case 'faulty':
      throw invalid(acceptance.faults);
    case 'failed':
      throw acceptance.error;
    case undefined:
      throw new Error('accept gave no answer');
  }
};

/** Whom a mail goes to, in their language and zone: their own choice, else what the conversation knows of them. */
export const addressedTo = (reader: Reader, recipient: Recipient | undefined) => ({
  to: { email: reader.email, name: nameOf(reader) },
  locale: recipient?.locale ?? reader.locale,
  timezone: recipient?.timezone ?? reader.timezone,
});

/** The customer's name is a stranger's words; that of the sales team is its own. */
const nameOf = ({ audience, name }: Reader): string | undefined =>
  audience === 'customer' ? asName(name) : asLine(name ?? '') || undefined;

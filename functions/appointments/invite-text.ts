import type { Recipient } from '../preferences/recipient.ts';
import type { AppointmentDeps } from './deps.ts';
import { entryOf } from './entry.ts';
import { calendarText, type CalendarMethod } from './invite.ts';
import { customerLink } from './links.ts';
import type { AppointmentReader } from './readers.ts';
import type { AppointmentRecord } from './record.ts';
import { entryReaderOf, isCustomer, type Round } from './round.ts';

interface InviteTo {
  reader: AppointmentReader;
  recipient: Pick<Recipient, 'locale'> | undefined;
  isCancelled: boolean;
  isInvited: boolean;
}

/** What goes with a mail for the reader's calendar; undefined where app.yaml sends none. */
export const inviteOf = (
  deps: AppointmentDeps,
  { record, links }: Round,
  { reader, recipient, isCancelled, isInvited }: InviteTo,
): { method: CalendarMethod; content: string } | undefined => {
  const { hasInvite, hasRepInvite } = deps.rules.confirmation;
  const isRep = reader.audience === 'rep';
  if (isRep ? !hasRepInvite : !hasInvite) return undefined;
  const invitation = isRep ? 'PUBLISH' : 'REQUEST';
  const method = isCancelled ? 'CANCEL' : invitation;
  return { method, content: inviteText(deps, record, { reader, recipient, method, isInvited, links }) };
};

/** The entry of a reader's calendar as a file; the same state gives the same bytes. */
export const inviteText = (
  deps: Pick<AppointmentDeps, 'config'>,
  record: AppointmentRecord,
  to: Pick<InviteTo, 'recipient' | 'isInvited'> & {
    reader: Pick<AppointmentReader, 'audience' | 'email' | 'name' | 'locale'>;
    method: CalendarMethod;
    links: Round['links'];
  },
): string => {
  return calendarText(
    entryOf(record, entryReaderOf(deps, to.reader, to.recipient), {
      method: to.method,
      manageUrl: isCustomer(record, to.reader) ? customerLink('a', record, undefined, to.links) : undefined,
      // What was published to a rep goes from their calendar as a whole.
      isUninvited: !to.isInvited && to.reader.audience !== 'rep' && record.life.status !== 'cancelled',
    }),
  );
};

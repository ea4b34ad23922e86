import type { PersonalData } from '../contract/personal-data.ts';
import { recipientKey } from '../platform/address.ts';
import { eachInTime, outOfTime } from '../platform/parallel.ts';
import { type ListName, readCursor, writeCursor } from '../platform/page.ts';
import type { AcceptDeps } from './accept/accept.ts';
import { eraseMessage } from './accept/erase.ts';
import { removeUnknownEvents } from './accept/erase-store.ts';
import { eachMessagePage, listMessages, positionAfterMailTo } from './api/list.ts';
import { positionSchema } from './api/list-index.ts';
import { viewMessage } from './api/message-view.ts';
import { sendingDomain } from './message/sending-domain.ts';
import { findBody } from './message/body-store.ts';
import { type Message } from './message/message.ts';
import { erasedAddress } from '../contract/erased-address.ts';

/** An answer of Lambda holds 6 MB; what is known beside the e-mails needs room as well. */
const MOST_BYTES = 4_000_000;
/** The most e-mails that one call erases. */
const MOST = 2000;

/** The e-mails to a person: a page of them for the export, and all of them to erase. */
export interface EmailsOfPerson extends Pick<PersonalData, 'erase'> {
  page: (
    email: string,
    page: { limit: number; cursor: string | undefined },
  ) => Promise<{ emails: Record<string, unknown>[]; next: string | undefined }>;
}

export const emailsOfPerson = (deps: AcceptDeps): EmailsOfPerson => ({
  page: async (email, page) => {
    const list: ListName = ['export', recipientKey(email)];
    const from = page.cursor === undefined ? undefined : readCursor(list, page.cursor, positionSchema);
    const request = { limit: page.limit, from, now: deps.now() };
    const found = await listMessages(deps.sends, { recipient: email }, request);
    const emails = [];
    let bytes = 0;
    let next = found.next;
    for (const message of found.messages) {
      const body = await findBody(deps.sends, message);
      bytes += Buffer.byteLength(JSON.stringify(body?.content ?? ''));
      if (emails.length > 0 && bytes > MOST_BYTES) break;
      const domain = sendingDomain(message.category, deps.config);
      emails.push({ ...viewMessage(message, { body, domain }), content: body?.content });
      next = emails.length < found.messages.length ? positionAfterMailTo(email, message) : found.next;
    }
    return { emails, next: next && writeCursor(list, next) };
  },
  erase: async (email, { endsAt }) => {
    const { own, isMore } = await messagesTo(deps, email);
    const stand = erasedAddress(email);
    await eachInTime(own, { endsAt, now: deps.now }, (message) => eraseMessage(deps, message, stand));
    if (isMore) throw outOfTime();
    await removeUnknownEvents(deps.sends, email, deps.now());
    return { messages: own.length };
  },
});

const messagesTo = async (deps: AcceptDeps, email: string): Promise<{ own: Message[]; isMore: boolean }> => {
  const own: Message[] = [];
  for await (const messages of eachMessagePage(deps.sends, { recipient: email }, deps.now())) {
    if (own.length >= MOST) return { own, isMore: true };
    own.push(...messages);
  }
  return { own, isMore: false };
};

import type { Bus } from '../bus/bus.ts';
import type { Category } from '../contract/category.ts';
import type { EmailDetail } from '../contract/email-event.ts';
import type { FeatureRequest, Outbox } from '../outbox/outbox.ts';
import type { Recipient } from '../preferences/recipient.ts';
import type { RecipientStore } from '../preferences/store.ts';
import { gather, type Gathering } from './gather.ts';
import type { Notice, UnwrittenReason } from './notice.ts';
import { unwrittenId } from './notice.ts';
import type { NoticeStore, Resource } from './notice-store.ts';
import { type Addressed, addressedTo, type Reader } from './reader.ts';

export interface NotifyDeps {
  outbox: Outbox;
  notices: NoticeStore;
  recipients: Pick<RecipientStore, 'find'>;
  bus: Bus;
  now: () => number;
}

/** One occasion to write to one reader about a resource of a feature. */
export interface Occasion {
  feature: string;
  resource: Resource;
  notice: Omit<Notice, 'at' | 'audience' | 'email' | 'messageId' | 'reason'>;
  reader: Reader;
  category: Category;
  /** Ids of what it belongs to, which its bus events carry. */
  related: Readonly<
    Partial<Record<'sessionId' | 'conversationId' | 'appointmentId' | 'leadId', string | undefined>>
  >;
}

type Mail = Omit<FeatureRequest['request'], 'to' | 'template' | 'locale' | 'timezone'>;

/** What a reader is written: a mail of their own, an entry of one that gathers, or nothing for a reason. */
export type Writing =
  | { as: 'mail'; mail: Mail; occasionAt?: number | undefined }
  | { as: 'entry'; gathering: Gathering }
  | { as: 'nothing'; reason: UnwrittenReason };

/**
 * Writes to a reader, or gathers for them, and keeps that it was done. The same occasion again gives the same mail; what
 * can't be written is kept with its reason, and announced as skipped. @throws ServiceError `invalid` when the mail can't
 * be accepted.
 */
export const notify = async (
  deps: NotifyDeps,
  occasion: Occasion,
  compose: (reader: Addressed, recipient: Recipient | undefined) => Writing,
): Promise<Notice> => {
  const { reader } = occasion;
  const base = { ...occasion.notice, at: deps.now(), audience: reader.audience, email: reader.email };
  const notice = { ...base, ...(await write(deps, occasion, compose)) };
  // If the process crashes in between, the occasion comes again and is announced twice, not never.
  if (notice.reason !== undefined) await announceUnwritten(deps, occasion, notice);
  await deps.notices.put(occasion.resource, notice);
  return notice;
};

type Outcome = Partial<Pick<Notice, 'messageId' | 'reason' | 'template'>>;

const write = async (
  deps: NotifyDeps,
  { feature, notice, reader, related }: Occasion,
  compose: (reader: Addressed, recipient: Recipient | undefined) => Writing,
): Promise<Outcome> => {
  const { email } = reader;
  if (email === undefined) return { reason: 'no_address' };
  const addressed = { ...reader, email };
  const recipient = await deps.recipients.find(email);
  const writing = compose(addressed, recipient);
  switch (writing.as) {
    case 'nothing':
      return { reason: writing.reason };
    case 'entry': {
      const { template } = writing.gathering.into;
      const messageId = await gather(
        deps.outbox,
        feature,
        writing.gathering,
        addressedTo(addressed, recipient),
      );
      return messageId === undefined ? { template, reason: 'frequency_cap' } : { template, messageId };
    }
    case 'mail': {
      const request = {
        ...addressedTo(addressed, recipient),
        ...writing.mail,
        template: notice.template,
        replyTo: reader.replyTo,
        ...related,
      };
      const { occasionAt } = writing;
      const { id } = await deps.outbox.send(feature, { key: notice.key, request, occasionAt });
      return { messageId: id };
    }
  }
};

/** What could not be written is skipped for those who listen on the bus, too. */
const announceUnwritten = async (deps: NotifyDeps, occasion: Occasion, notice: Notice): Promise<void> => {
  const { sessionId, conversationId, appointmentId, leadId } = occasion.related;
  const detail: EmailDetail = {
    id: unwrittenId(notice),
    generation: 0,
    recipient: notice.email,
    category: occasion.category,
    template: notice.template,
    status: 'skipped',
    reason: notice.reason,
    sessionId,
    conversationId,
    appointmentId,
    leadId,
  };
  await deps.bus.publish([{ detailType: 'email.skipped', detail }]);
};

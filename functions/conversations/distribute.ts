import type { Notice } from '../notify/notice.ts';
import { notify, type NotifyDeps, type Writing } from '../notify/notify.ts';
import type { Addressed } from '../notify/reader.ts';
import type { Config } from '../platform/config.ts';
import type { Recipient } from '../preferences/recipient.ts';
import { gatheredUntil, settingsOf } from '../preferences/settings.ts';
import type { SummaryConfig } from './config.ts';
import type { SalesSide } from '../reps/on-duty.ts';
import { gatheredEntry, gatheringMail } from './gathered-mail.ts';
import { FEATURE, mailKey } from './mail-keys.ts';
import type { SummaryReader } from './readers.ts';
import { type ConversationRecord, resourceOf } from './store.ts';
import { customerData, hasContent, salesData, type Telling } from './summary-mails.ts';

export interface DistributeDeps extends NotifyDeps {
  config: Config;
  summaries: SummaryConfig;
}

/** One mail about a conversation that is owed to a reader. */
export interface Occasion {
  record: ConversationRecord;
  reader: SummaryReader;
  sides: SalesSide;
  /** Epoch milliseconds; undefined is now. */
  sendAt: number | undefined;
  /** What a person asked for; undefined when the conversation's end did. */
  byHand?: { telling: Partial<Telling>; name: string } | undefined;
}

const templates = {
  customer: 'conversation_summary_customer',
  sales: 'conversation_summary_sales',
} as const;

/** Writes to one reader, or gathers for them. @throws ServiceError `invalid` when the mail can't be accepted. */
export const distribute = (deps: DistributeDeps, occasion: Occasion): Promise<Notice> => {
  const { record, reader, byHand } = occasion;
  const { conversation } = record;
  return notify(
    deps,
    {
      feature: FEATURE,
      resource: resourceOf(record.id),
      notice: {
        key: mailKey(record, reader, byHand?.name),
        version: record.version,
        rev: record.rev,
        template: templates[reader.audience],
        ...(byHand && { isManual: true }),
      },
      reader,
      category: 'conversation_summary',
      related: {
        conversationId: record.id,
        sessionId: conversation.sessionId,
        leadId: conversation.lead?.id,
      },
    },
    (addressed, recipient) => compose(deps, occasion, addressed, recipient),
  );
};

const compose = (
  deps: DistributeDeps,
  occasion: Occasion,
  reader: Addressed,
  recipient: Recipient | undefined,
): Writing => {
  const { record, byHand } = occasion;
  const note = byHand?.telling.note;
  const needsContent = reader.audience === 'customer' || record.erasedAt !== undefined;
  if (needsContent && !hasContent(record.conversation) && note === undefined) {
    return { as: 'nothing', reason: 'no_content' };
  }
  const settings = settingsOf(recipient, deps.config, reader.timezone);
  const dueAt = byHand
    ? undefined
    : gatheredUntil(settings, deps.config, Math.max(occasion.sendAt ?? 0, deps.now()));
  if (dueAt === undefined) {
    return single(deps, occasion, { format: byHand?.telling.format ?? settings.summaryFormat, note });
  }
  return {
    as: 'entry',
    gathering: {
      into: gatheringMail,
      entry: gatheredEntry(record, occasion.reader.audience),
      dueAt,
      nextSlot: (slot) => gatheredUntil(settings, deps.config, slot),
      mostMails: reader.audience === 'customer' ? deps.summaries.perDay : Infinity,
      recipient,
    },
  };
};

/** A mail about this conversation alone. */
const single = (
  deps: DistributeDeps,
  { record, reader, sides, sendAt, byHand }: Occasion,
  telling: Telling,
): Writing => {
  const { conversation } = record;
  const isLate = sendAt === undefined || sendAt <= deps.now();
  return {
    as: 'mail',
    mail: {
      data:
        reader.audience === 'customer'
          ? customerData(conversation, sides.owner, telling)
          : salesData(record, telling, deps.summaries.bands),
      ...(!isLate && { sendAt }),
    },
    // A clock that is ahead of ours makes no time before it was told.
    occasionAt: byHand === undefined ? Math.min(conversation.endedAt, record.completedAt) : undefined,
  };
};

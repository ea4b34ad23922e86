import * as z from 'zod';
import { type EmailView, emailViewSchema } from '../contract/email.ts';
import { reasonSchema, statusSchema } from '../contract/message-status.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { toIso } from '../platform/clock.ts';
import { type ListName, pageOf, readCursor, writeCursor } from '../platform/page.ts';
import { audienceSchema, type Notice, unwrittenId } from './notice.ts';
import type { NoticeStore, Resource } from './notice-store.ts';

export const noticeViewSchema = z
  .object({
    id: z.string().describe('Of the e-mail; one that could not be written is nowhere but here.'),
    audience: audienceSchema,
    template: z.string(),
    to: z.string().nullable().describe('null where there is nobody to write to.'),
    status: statusSchema,
    reason: reasonSchema.optional(),
    scheduledAt: z.iso.datetime().optional().describe('When it is to leave.'),
  })
  .meta({ id: 'RelatedEmail', description: 'An e-mail about a conversation or an appointment.' });
export type NoticeView = z.infer<typeof noticeViewSchema>;

/** What a caller is told of it who may not read what others wrote. */
export const noticeStateSchema = noticeViewSchema
  .pick({ id: true, status: true, reason: true })
  .meta({ id: 'RelatedEmailState', description: 'What a key without the scope `read` is told.' });

export const noticeEmailsSchema = pageOf(
  z.union([emailViewSchema, noticeViewSchema]).meta({
    id: 'RelatedEmailPageItem',
    description: 'An e-mail with its timeline, or one that could not be written.',
  }),
  'RelatedEmailPage',
);

/** What became of notices, in their order. */
export const viewNotices = async (
  outbox: Pick<Outbox, 'find'>,
  notices: readonly Notice[],
): Promise<NoticeView[]> => {
  const emails = await outbox.find(notices.flatMap(({ messageId }) => messageId ?? []));
  return notices.map((notice): NoticeView => {
    const { audience, template, email = null, messageId } = notice;
    const sent = messageId === undefined ? undefined : emails.get(messageId);
    return {
      id: messageId ?? unwrittenId(notice),
      audience,
      template,
      to: email,
      status: sent?.status ?? 'skipped',
      reason: sent === undefined ? notice.reason : sent.reason,
      ...(sent?.scheduledAt !== undefined && { scheduledAt: toIso(sent.scheduledAt) }),
    };
  });
};

/** What the present version of a resource gave: for each reader the latest. */
export const currentNotices = (notices: readonly Notice[], version: number): Notice[] => {
  const ofVersion = notices.filter((notice) => notice.version === version && notice.isManual !== true);
  return [
    ...new Map(ofVersion.map((notice) => [`${notice.audience} ${notice.email ?? ''}`, notice])).values(),
  ];
};

/** A page of the e-mails about a resource with their timelines, the oldest first; those that could not be written too. */
export const listNoticeEmails = async (
  deps: { outbox: Pick<Outbox, 'find' | 'read'>; notices: NoticeStore },
  resource: Resource,
  page: { limit: number; cursor: string | undefined },
): Promise<{ items: (EmailView | NoticeView)[]; next: string | undefined }> => {
  // A gathered mail may stand for several states of what it tells.
  const all = [
    ...new Map(
      (await deps.notices.list(resource)).map((notice) => [notice.messageId ?? notice.key, notice]),
    ).values(),
  ];
  const list: ListName = [`${resource.kind} emails`, resource.id];
  const from = page.cursor === undefined ? 0 : readCursor(list, page.cursor, z.int().min(0));
  const end = from + page.limit;
  const items = await Promise.all(
    all.slice(from, end).map(async (notice) => {
      if (notice.messageId !== undefined) return [await deps.outbox.read(notice.messageId)];
      return viewNotices(deps.outbox, [notice]);
    }),
  );
  return { items: items.flat(), next: end < all.length ? writeCursor(list, end) : undefined };
};

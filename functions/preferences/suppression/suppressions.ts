import * as z from 'zod';
import { optionalIso, toIso } from '../../platform/clock.ts';
import { ServiceError } from '../../platform/errors.ts';
import { type ListName, readCursor, writeCursor } from '../../platform/page.ts';
import { loggable, type Logger } from '../../platform/logging.ts';
import type { MailgunLists } from '../../mailgun/lists.ts';
import { type Recipient, suppressionOf, suppressionReasons } from '../recipient.ts';
import type { RecipientStore } from '../store.ts';
import type { Audit } from '../audit.ts';
import { suppress, unsuppress } from '../recipient-changes.ts';

export const suppressionReasonSchema = z
  .enum(suppressionReasons)
  .meta({ id: 'SuppressionReason', description: 'Why an address gets nothing.' });

export const suppressionRequestSchema = z
  .strictObject({
    reason: suppressionReasonSchema.default('manual').describe('`manual` when left out.'),
    detail: z.string().max(500).optional().describe('Why, for people.'),
  })
  .meta({ id: 'SuppressionRequest' });
export type SuppressionRequest = z.infer<typeof suppressionRequestSchema>;

export const suppressionViewSchema = z
  .object({
    emailAddress: z.string(),
    reason: suppressionReasonSchema,
    at: z.iso.datetime().describe('Since when.'),
    detail: z.string().optional().describe('Why, for people.'),
    until: z.iso.datetime().optional().describe('When it ends by itself.'),
  })
  .meta({ id: 'Suppression', description: 'An address that gets nothing.' });
export type SuppressionView = z.infer<typeof suppressionViewSchema>;

/** A suppression that holds now; undefined for a recipient who has none. */
export const viewSuppression = (recipient: Recipient, now: number): SuppressionView | undefined => {
  const suppression = suppressionOf(recipient, now);
  return (
    suppression && {
      emailAddress: recipient.emailAddress,
      reason: suppression.reason,
      at: toIso(suppression.at),
      detail: suppression.detail,
      until: optionalIso(suppression.until),
    }
  );
};

/** Stops all mail to an address; one that is suppressed already stays as it is. */
export const addSuppression = async (
  recipients: RecipientStore,
  email: string,
  { reason, detail }: SuppressionRequest,
  audit: Audit,
): Promise<SuppressionView> => {
  const { at } = audit;
  const { recipient } = await recipients.change(
    email,
    // Whoever asks for it by hand means it, whatever was lifted in the same moment.
    (known) => suppress({ ...known, unsuppressedAt: undefined }, { reason, at, detail }),
    audit,
  );
  const view = viewSuppression(recipient, at);
  if (view === undefined) throw new Error('A suppression that was written does not hold');
  return view;
};

/** Lets mail go to an address again. @throws ServiceError `not_found` when nothing stops it. */
export const liftSuppression = async (
  deps: { recipients: RecipientStore; lists: Pick<MailgunLists, 'remove'>; logger: Logger },
  email: string,
  audit: Audit,
): Promise<void> => {
  const { changed } = await deps.recipients.change(email, (known) => unsuppress(known, audit.at), audit);
  if (!changed) throw new ServiceError('not_found', `${email} is not suppressed.`);
  try {
    await deps.lists.remove(email);
  } catch (error) {
    deps.logger.warn('Mailgun still lists an address that was lifted; the hourly job takes it off', {
      error: loggable(error),
    });
  }
};

/** A page of suppressions, the latest first. @throws ServiceError `invalid` for a cursor that no page gave. */
export const listSuppressions = async (
  recipients: RecipientStore,
  page: {
    limit: number;
    cursor: string | undefined;
    reason: SuppressionRequest['reason'] | undefined;
    now: number;
  },
): Promise<{ items: SuppressionView[]; next: string | undefined }> => {
  const list: ListName = ['suppressions', page.reason];
  const after = page.cursor === undefined ? undefined : readCursor(list, page.cursor, z.string().min(1));
  const found = await recipients.suppressed({ limit: page.limit, after });
  const items = found.recipients
    .flatMap((recipient) => viewSuppression(recipient, page.now) ?? [])
    .filter(({ reason }) => page.reason === undefined || reason === page.reason);
  return { items, next: found.next && writeCursor(list, found.next) };
};

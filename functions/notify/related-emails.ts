import { isErasedAddress } from '../contract/erased-address.ts';
import type { EmailState, Outbox } from '../outbox/outbox.ts';
import type { Notice } from './notice.ts';
import type { NoticeStore, Resource } from './notice-store.ts';

export interface RelatedDeps {
  outbox: Pick<Outbox, 'find' | 'about'>;
  notices: Pick<NoticeStore, 'list'>;
}

const isLeft = ({ to }: EmailState): boolean => !isErasedAddress(to.email);

/** E-mails of notices, but for those whose recipient was erased. */
export const emailsOfNotices = async (
  { outbox }: Pick<RelatedDeps, 'outbox'>,
  notices: readonly Notice[],
): Promise<EmailState[]> => {
  const found = await outbox.find(notices.flatMap(({ messageId }) => messageId ?? []));
  return [...found.values()].filter(isLeft);
};

/** E-mails about a resource, whoever asked for them and whoever they went to, but for those whose recipient was erased. */
export const emailsAbout = async (
  deps: RelatedDeps,
  resource: Resource,
  related: Parameters<Outbox['about']>[0],
): Promise<EmailState[]> => {
  const found = new Map<string, EmailState>();
  const noticed = await emailsOfNotices(deps, await deps.notices.list(resource));
  for (const email of noticed) found.set(email.id, email);
  for await (const emails of deps.outbox.about(related)) {
    for (const email of emails.filter(isLeft)) found.set(email.id, email);
  }
  return [...found.values()];
};

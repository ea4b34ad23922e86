import { formatMailbox } from '../../platform/address.ts';
import type { Config } from '../../platform/config.ts';
import { ServiceError } from '../../platform/errors.ts';
import type { Catalogue } from '../../rendering/catalogue.ts';
import type { EmailView } from '../../contract/email.ts';
import { findBody } from '../message/body-store.ts';
import { contentOf, templateOf } from '../message/content.ts';
import { findEvents } from '../message/events-store.ts';
import type { Message } from '../message/message.ts';
import { sendingDomain } from '../message/sending-domain.ts';
import { findMessage, type SendsTable } from '../message/store.ts';
import { viewMessage } from './message-view.ts';

/** What reading an e-mail needs. */
export interface ReadDeps {
  sends: SendsTable;
  templates: Pick<Catalogue, 'pinned'>;
  config: Config;
}

/** @throws ServiceError `not_found`. */
export const mustFind = async (deps: ReadDeps, id: string): Promise<Message> => {
  const message = await findMessage(deps.sends, id);
  if (message === undefined) throw new ServiceError('not_found', `There is no e-mail "${id}".`);
  return message;
};

/** An e-mail as it is, with its timeline. */
export const viewOf = async (deps: ReadDeps, message: Message): Promise<EmailView> => {
  const [body, events] = await Promise.all([
    message.overflow ? findBody(deps.sends, message) : undefined,
    findEvents(deps.sends, message.id),
  ]);
  return viewMessage(message, { body, events, domain: sendingDomain(message.category, deps.config) });
};

/** One e-mail with its timeline. @throws ServiceError `not_found`. */
export const readEmail = async (deps: ReadDeps, id: string): Promise<EmailView> =>
  viewOf(deps, await mustFind(deps, id));

/** What an e-mail says. @throws ServiceError `not_found`, also when its content is past retention. */
export const readContent = async (deps: ReadDeps, id: string) => {
  const message = await mustFind(deps, id);
  const body = await findBody(deps.sends, message);
  if (body === undefined)
    throw new ServiceError('not_found', 'The content of this e-mail is past its retention.');
  const { sending } = deps.config.email;
  const { subject, html, text } = contentOf(message, body, {
    config: deps.config,
    template: await templateOf(deps.templates, body),
    // Whoever reads this is not the recipient, and must not hold a link that acts for them.
    links: {},
    now: message.sentAt ?? message.scheduledAt ?? message.createdAt,
  });
  return {
    subject,
    html,
    text,
    from: formatMailbox({
      email: body.from?.email ?? sending.from_email,
      name: body.from?.name ?? sending.from_name,
    }),
    replyTo: body.replyTo ?? sending.reply_to,
    attachments: (body.attachments ?? []).map(({ filename, contentType, size }) => ({
      filename,
      contentType,
      size,
    })),
  };
};

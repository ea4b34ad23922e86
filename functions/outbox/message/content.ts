import type { Config } from '../../platform/config.ts';
import type { Catalogue } from '../../rendering/catalogue.ts';
import { compileVersion, type MailLinks, renderTemplate } from '../../rendering/render.ts';
import type { TemplateVersion } from '../../rendering/template.ts';
import type { MessageBody } from './body.ts';
import { withFooter } from './inline-footer.ts';
import type { Message } from './message.ts';

export interface Content {
  subject: string;
  html?: string | undefined;
  text?: string | undefined;
}

/** The version that a message pinned; undefined when its content is inline. */
export const templateOf = async (
  templates: Pick<Catalogue, 'pinned'>,
  { content }: MessageBody,
): Promise<TemplateVersion | undefined> =>
  content.kind === 'inline' ? undefined : templates.pinned(content.template, content.version);

export interface ContentContext {
  config: Config;
  template: TemplateVersion | undefined;
  links: MailLinks;
  /** Where pages of ours are; those that show a mail to others leave it out. */
  baseUrl?: string | undefined;
  now: number;
}

/** What the recipient reads. A pinned version and the same data give the same content at any time. */
export const contentOf = (message: Message, body: MessageBody, context: ContentContext): Content => {
  const { content } = body;
  const { brand, localization } = context.config;
  const locale = body.locale ?? localization.locale;
  if (content.kind === 'inline') {
    // A test shows a template, which brings its own.
    return message.isTest === true ? content : withFooter(content, context.links, locale);
  }
  if (context.template === undefined) throw new Error(`Message ${message.id} came without its template`);
  return renderTemplate(compileVersion(context.template), content.data, {
    brand,
    locale,
    timezone: body.timezone ?? localization.timezone,
    recipient: message.to,
    links: context.links,
    pagesUrl: context.baseUrl,
    now: context.now,
  });
};

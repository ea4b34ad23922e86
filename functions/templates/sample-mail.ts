import type { Config } from '../platform/config.ts';
import { categoryRules } from '../contract/category.ts';
import type { MailLinks, RenderContext } from '../rendering/render.ts';
import type { TemplateContent } from '../rendering/template.ts';

export interface SampleContext {
  config: Config;
  /** What the links of a mail look like. */
  links: MailLinks;
  now: number;
}

/** Links as previews have them: they lead to a page that says so. */
export const previewLinks = (category: TemplateContent['category'], baseUrl: string): MailLinks => ({
  ...(categoryRules[category].preferencesLink && { preferences: `${baseUrl}/p/preview` }),
  ...(categoryRules[category].oneClick && { unsubscribe: `${baseUrl}/u/preview` }),
});

/** A mail to the made-up reader of previews, lint and shots. */
export const sampleMail = (
  { config, links, now }: SampleContext,
  reader: { locale?: string | undefined; timezone?: string | undefined } = {},
): RenderContext => ({
  brand: config.brand,
  locale: reader.locale ?? config.localization.locale,
  timezone: reader.timezone ?? config.localization.timezone,
  recipient: { email: 'ada@example.com', name: 'Ada Lovelace' },
  links,
  now,
});

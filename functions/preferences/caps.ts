import { DAY } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import type { Category } from '../contract/category.ts';
import type { Settings } from './settings.ts';

/** What is capped for each recipient, and the span of time that a cap is for. */
export const capSpansMs = {
  marketing: 7 * DAY,
  /** Whoever types an address into a chat could have it written to without end. */
  customer_summaries: DAY,
} as const;
export type CapKind = keyof typeof capSpansMs;

/** At most so many mails of a kind within its span. */
export interface Cap {
  kind: CapKind;
  most: number;
}

const CUSTOMER_SUMMARY = 'conversation_summary_customer';

/** The cap that holds for a mail; undefined where there is none. */
export const capOf = (
  mail: { category: Category; template?: string | undefined },
  settings: Pick<Settings, 'marketingPerWeek'>,
  config: Pick<Config, 'email'>,
): Cap | undefined => {
  const { marketingPerWeek } = settings;
  if (mail.category === 'marketing') {
    return marketingPerWeek === undefined ? undefined : { kind: 'marketing', most: marketingPerWeek };
  }
  if (mail.template !== CUSTOMER_SUMMARY) return undefined;
  return { kind: 'customer_summaries', most: config.email.templates.conversation_summary.per_day };
};

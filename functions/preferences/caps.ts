import { DAY } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import type { Category } from '../contract/category.ts';
import type { Settings } from './settings.ts';

/** What is capped for each recipient, and the span of time that a cap is for. */
export const capSpansMs = {
  marketing: 7 * DAY,
  /** Of templates that strangers set off: whoever types an address into a chat could have it written to without end. */
  per_day: DAY,
} as const;
export type CapKind = keyof typeof capSpansMs;

/** At most so many mails of a kind within its span. */
export interface Cap {
  kind: CapKind;
  most: number;
}

/** The cap that holds for a mail; undefined where there is none. */
export const capOf = (
  mail: { category: Category; template?: string | undefined },
  settings: Pick<Settings, 'marketingPerWeek'>,
  { rules }: Pick<Config, 'rules'>,
): Cap | undefined => {
  const { marketingPerWeek } = settings;
  if (mail.category === 'marketing') {
    return marketingPerWeek === undefined ? undefined : { kind: 'marketing', most: marketingPerWeek };
  }
  const most = mail.template === undefined ? undefined : rules.perDay[mail.template];
  return most === undefined ? undefined : { kind: 'per_day', most };
};

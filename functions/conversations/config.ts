import type * as z from 'zod';
import { type BandBounds, bandBoundsOf } from '../contract/lead-band.ts';
import { checkSections, type Config, type MailRules } from '../platform/config.ts';
import { emailAddress, flag, isoDuration, section, text, wholeNumber } from '../platform/config-fields.ts';
import { parseDuration } from '../platform/duration.ts';

/** `email.templates.conversation_summary` of app.yaml. */
export const summarySection = section({
  enabled: flag.default(true),
  send_to_customer: flag.default(true),
  send_to_sales_team: flag.default(true),
  sales_team_email: emailAddress.nullable().default(null),
  team: text(128).nullable().default(null),
  settle: isoDuration.default('PT10M'),
  // To one address, for customers; the sales team gets all of its own.
  per_day: wholeNumber(1, 1000).default(5),
}).prefault({});
type SummarySection = z.infer<typeof summarySection>;

/** What this room reads of the configuration. */
export interface SummaryConfig {
  /** The address that the sales team reads when nobody is on duty. */
  salesAddress: string;
  /** The team that gets what has no owner with a team. */
  teamId: string | undefined;
  /** How long a conversation may be told anew before its mails leave. */
  settleMs: number;
  /** The most mails that gather for one customer in a slot. */
  perDay: number;
  /** What scores of leads mean. */
  bands: BandBounds;
}

export const summaryConfigOf = ({ email, sections }: Pick<Config, 'email' | 'sections'>): SummaryConfig => {
  const own = checkSections(summarySection, email.templates['conversation_summary'], 'conversation_summary');
  return {
    salesAddress: own.sales_team_email ?? email.sending.reply_to,
    teamId: own.team ?? undefined,
    settleMs: parseDuration(own.settle) ?? 0,
    perDay: own.per_day,
    bands: bandBoundsOf({ sections }),
  };
};

/** Which of this room's templates are switched off, and capped. */
export const summaryRules = ({
  enabled,
  send_to_customer,
  send_to_sales_team,
  per_day,
}: SummarySection): MailRules => ({
  switchedOff: [
    ...(enabled ? [] : ['^conversation_summary_']),
    ...(send_to_customer ? [] : ['^conversation_summary_customer$']),
    ...(send_to_sales_team ? [] : ['^conversation_summary_sales$']),
  ],
  perDay: { conversation_summary_customer: per_day },
});

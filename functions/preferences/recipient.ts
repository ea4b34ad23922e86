import * as z from 'zod';
import { MINUTE } from '../platform/clock.ts';
import { storedZoneSchema } from '../platform/stored-zone.ts';
import { optOutSwitches } from '../contract/category.ts';

export const suppressionReasons = ['bounce', 'complaint', 'manual'] as const;
export type SuppressionReason = (typeof suppressionReasons)[number];

export const summaryFormats = ['detailed', 'brief'] as const;
export const summaryFrequencies = ['immediate', 'daily', 'weekly', 'never'] as const;
export const consentBases = ['express', 'implied', 'soft_opt_in'] as const;
export const consentKinds = ['marketing', 'tracking'] as const;
export type ConsentKind = (typeof consentKinds)[number];

const consentSchema = z.object({
  basis: z.enum(consentBases),
  source: z.string(),
  at: z.number(),
  text: z.string().optional(),
  expiresAt: z.number().optional(),
});
export type Consent = z.infer<typeof consentSchema>;

const suppressionSchema = z.object({
  reason: z.enum(suppressionReasons),
  at: z.number(),
  detail: z.string().optional(),
  /** When it ends by itself; absent when it does not. */
  until: z.number().optional(),
  /** Whether Mailgun lists the address, too. */
  isMirrored: z.boolean().optional(),
});
export type Suppression = z.infer<typeof suppressionSchema>;

/** `HH:MM` on the recipient's clocks; `from` may be later than `to`, over midnight. */
export const quietHoursSchema = z.object({ from: z.string(), to: z.string() });
export type QuietHours = z.infer<typeof quietHoursSchema>;

/** What a recipient wants and what stops us; what is absent has the default of app.yaml or of its category. */
export const recipientSchema = z.object({
  emailAddress: z.string(),
  conversationSummaries: z.boolean().optional(),
  appointmentReminders: z.boolean().optional(),
  marketingEmails: z.boolean().optional(),
  digests: z.boolean().optional(),
  summaryFormat: z.enum(summaryFormats).optional(),
  summaryFrequency: z.enum(summaryFrequencies).optional(),
  summaryHour: z.number().optional(),
  marketingPerWeek: z.number().optional(),
  locale: z.string().optional(),
  timezone: storedZoneSchema,
  quietHours: quietHoursSchema.optional(),
  reminderOffsets: z.array(z.string()).optional(),
  unsubscribedAt: z.number().optional(),
  /** When each category was last switched on again, and when a suppression was last lifted: what happened before is over. */
  resubscribedAt: z.partialRecord(z.enum(optOutSwitches), z.number()).optional(),
  unsuppressedAt: z.number().optional(),
  updatedAt: z.number().optional(),
  suppression: suppressionSchema.optional(),
  consent: z.object({ marketing: consentSchema.optional(), tracking: consentSchema.optional() }).optional(),
  /** When mails to it were given up for a passing fault, such as a full mailbox; the latest of them. */
  softBounces: z.array(z.number()).optional(),
});
export type Recipient = z.infer<typeof recipientSchema>;

/** Other clocks differ by less from ours. */
const MOST_AHEAD_MS = 5 * MINUTE;

/** Whether it was given by now: nobody agrees to something in the future. */
export const isGiven = ({ at }: Pick<Consent, 'at'>, now: number): boolean => at <= now + MOST_AHEAD_MS;

/** Whether a consent holds now. */
export const hasConsent = (recipient: Recipient | undefined, kind: ConsentKind, now: number): boolean => {
  const consent = recipient?.consent?.[kind];
  return (
    consent !== undefined &&
    isGiven(consent, now) &&
    (consent.expiresAt === undefined || consent.expiresAt > now)
  );
};

/** Whether marketing is off for want of consent alone: nobody has refused it. */
export const isMarketingUnasked = (recipient: Recipient, now: number): boolean =>
  recipient.marketingEmails === undefined && !hasConsent(recipient, 'marketing', now);

/** What stops all mail to the recipient now. */
export const suppressionOf = (recipient: Recipient | undefined, now: number): Suppression | undefined => {
  const suppression = recipient?.suppression;
  return suppression?.until !== undefined && suppression.until <= now ? undefined : suppression;
};

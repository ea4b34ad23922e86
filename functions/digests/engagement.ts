import * as z from 'zod';
import type { FeatureEvent } from '../bus/take-event.ts';
import { recipientKey } from '../platform/address.ts';
import { MINUTE } from '../platform/clock.ts';
import type { Fault } from '../platform/errors.ts';
import { instantSchema } from '../platform/fields.ts';
import { sha256Hex } from '../platform/ids.ts';
import type { RepStore } from '../reps/store.ts';
import type { MailEntry } from '../reps/timeline-entries.ts';
import type { EngagementStore } from './engagement-store.ts';

/** What is heard of mails: that they left, and that somebody read them. */
export const heardFacts = {
  'email.sent': 'sent',
  'email.opened': 'opened',
  'email.clicked': 'clicked',
} as const satisfies Readonly<Record<string, MailEntry['fact']>>;

const detailSchema = z.object({
  id: z.string(),
  recipient: z.string(),
  category: z.string(),
  template: z.string().optional(),
  /** Of a fact, when it happened. */
  at: instantSchema.optional(),
  leadId: z.string().optional(),
  conversationId: z.string().optional(),
  appointmentId: z.string().optional(),
});

export interface EngagementDeps {
  engagement: EngagementStore;
  reps: Pick<RepStore, 'addresses'>;
  now: () => number;
}

/** Addresses of the team are read anew so often. */
const BELIEVED_MS = MINUTE;

/** Knows whether an address is of the sales team, with addresses that are a minute old at the most. */
export const makeTeamAddresses = ({ reps, now }: Pick<EngagementDeps, 'reps' | 'now'>) => {
  let known: { readAt: number; addresses: ReadonlySet<string> } | undefined;
  return async (email: string): Promise<boolean> => {
    const readAt = now();
    const isFresh = known !== undefined && readAt >= known.readAt && readAt - known.readAt < BELIEVED_MS;
    if (known === undefined || !isFresh) known = { readAt, addresses: await reps.addresses() };
    return known.addresses.has(recipientKey(email));
  };
};

/** Notes in the timeline of a rep what became of a mail to somebody outside the team about what is the rep's. */
export const hearOfMail = async (
  {
    engagement,
    isOfTeam,
  }: Pick<EngagementDeps, 'engagement'> & { isOfTeam: (email: string) => Promise<boolean> },
  fact: MailEntry['fact'],
  { detail, at }: FeatureEvent,
): Promise<readonly Fault[]> => {
  const { id, recipient, category, template, ...about } = detailSchema.parse(detail);
  if (await isOfTeam(recipient)) return [];
  const repId =
    (about.leadId && (await engagement.ownerOf('lead', about.leadId))) ??
    (about.appointmentId && (await engagement.ownerOf('appointment', about.appointmentId))) ??
    (about.conversationId && (await engagement.ownerOf('conversation', about.conversationId)));
  if (repId === undefined || repId === '') return [];
  await engagement.put(repId, {
    type: 'mail',
    fact,
    id,
    at: about.at ?? at,
    template,
    category,
    reader: sha256Hex(recipientKey(recipient)).slice(0, 16),
    // Who only got it is not named.
    ...(fact !== 'sent' && { email: recipient }),
  });
  return [];
};

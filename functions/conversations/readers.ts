import type { SummaryConfig } from './config.ts';
import { workingZone } from '../platform/stored-zone.ts';
import type { Reader } from '../notify/reader.ts';
import { contactOnDuty, findSalesSide, type SalesSide } from '../reps/on-duty.ts';
import type { RepStore } from '../reps/store.ts';
import type { Conversation } from './conversation.ts';

/** Which of the two summaries somebody reads. */
export type SummaryReader = Reader<'customer' | 'sales'>;

/** Who of the sales team is told: whoever is on duty, else the address of app.yaml. */
export const salesReader = (
  sides: SalesSide,
  { salesAddress }: Pick<SummaryConfig, 'salesAddress'>,
  now: number,
): SummaryReader => ({
  audience: 'sales',
  ...(contactOnDuty(sides, now) ?? { email: salesAddress }),
});

/** The customer, whose answers reach the owner. */
export const customerReader = (conversation: Conversation, { owner }: SalesSide): SummaryReader => {
  const { email, name, locale, timezone } = conversation.customer;
  return {
    audience: 'customer',
    email,
    name,
    locale: locale ?? conversation.locale,
    timezone: workingZone(timezone),
    replyTo: owner?.email,
  };
};

/** Who is told of a conversation, and the sales side that they have to do with. */
export const readersOf = async (
  deps: { reps: Pick<RepStore, 'findRep' | 'findTeam'>; summaries: SummaryConfig; now: () => number },
  conversation: Conversation,
): Promise<{ sides: SalesSide; readers: SummaryReader[] }> => {
  const now = deps.now();
  const sides = await findSalesSide(deps.reps, {
    ownerRepId: conversation.ownerRepId,
    teamId: deps.summaries.teamId,
  });
  return { sides, readers: [customerReader(conversation, sides), salesReader(sides, deps.summaries, now)] };
};

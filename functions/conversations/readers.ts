import type { Config } from '../platform/config.ts';
import { workingZone } from '../platform/stored-zone.ts';
import type { Reader } from '../notify/reader.ts';
import { contactOnDuty, findSalesSide, type SalesSide } from '../reps/on-duty.ts';
import type { RepStore } from '../reps/store.ts';
import type { Conversation } from './conversation.ts';

/** The people of the sales team around a conversation. */
export const salesSideOf = (
  reps: Pick<RepStore, 'findRep' | 'findTeam'>,
  { ownerRepId }: Pick<Conversation, 'ownerRepId'>,
  config: Config,
  now: number,
): Promise<SalesSide> => {
  const { team } = config.email.templates.conversation_summary;
  return findSalesSide(reps, { ownerRepId, teamId: team ?? undefined }, now);
};

/** Who of the sales team is told: whoever is on duty, else the address of app.yaml. */
export const salesReader = (sides: SalesSide, config: Config, now: number): Reader => ({
  audience: 'sales',
  ...(contactOnDuty(sides, now) ?? { email: salesAddress(config) }),
});

/** The address of app.yaml that the sales team reads. */
export const salesAddress = ({ email }: Pick<Config, 'email'>): string =>
  email.templates.conversation_summary.sales_team_email ?? email.sending.reply_to;

/** The customer, whose answers reach the owner. */
export const customerReader = (conversation: Conversation, { owner }: SalesSide): Reader => {
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

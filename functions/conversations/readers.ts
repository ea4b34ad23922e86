import type { Config } from '../platform/config.ts';
import { workingZone } from '../platform/stored-zone.ts';
import { isAway, type Rep, type Team } from '../reps/rep.ts';
import type { RepStore } from '../reps/store.ts';
import type { Conversation } from './conversation.ts';
import type { Audience } from './store.ts';

/** Somebody whom a conversation is told to, and in which words. */
export interface Reader {
  audience: Audience;
  email: string | undefined;
  name?: string | undefined;
  /** Of theirs as far as we know; their preferences go before. */
  locale?: string | undefined;
  timezone?: string | undefined;
  /** Who answers when they reply. */
  replyTo?: string | undefined;
}

/** The people of the sales team around a conversation. */
export interface SalesSide {
  owner: Rep | undefined;
  /** Who gets the owner's mail while they are away. */
  deputy: Rep | undefined;
  team: Team | undefined;
  /** Who is on call in a team without an address of its own: those who are present, the first to be called first. */
  onCall: Rep[];
}

export const findSalesSide = async (
  reps: Pick<RepStore, 'findRep' | 'findTeam'>,
  { ownerRepId }: Pick<Conversation, 'ownerRepId'>,
  config: Config,
  now: number,
): Promise<SalesSide> => {
  const owner = ownerRepId === undefined ? undefined : await reps.findRep(ownerRepId);
  const deputy = owner?.deputyId === undefined ? undefined : await reps.findRep(owner.deputyId);
  const teamId = owner?.teamId ?? config.email.templates.conversation_summary.team ?? undefined;
  const team = teamId === undefined ? undefined : await reps.findTeam(teamId);
  const called = team?.email === undefined ? (team?.onCall ?? []) : [];
  const found = await Promise.all(called.map((id) => reps.findRep(id)));
  const onCall = found.flatMap((rep) => (rep === undefined || isAway(rep, now) ? [] : [rep]));
  return { owner, deputy, team, onCall };
};

/** Who of the sales team is told: the owner, their deputy while they are away, else the team, else the address of app.yaml. */
export const salesReader = (
  { owner, deputy, team, onCall }: SalesSide,
  config: Config,
  now: number,
): Reader => {
  const present = [owner, deputy].find((rep) => rep !== undefined && !isAway(rep, now));
  const { sales_team_email } = config.email.templates.conversation_summary;
  if (present !== undefined) return repReader(present);
  if (team?.email !== undefined) return { audience: 'sales', email: team.email, name: team.name };
  const [called] = onCall;
  if (called !== undefined) return repReader(called);
  if (owner !== undefined) return repReader(owner);
  return { audience: 'sales', email: sales_team_email ?? config.email.sending.reply_to };
};

const repReader = ({ email, name, locale, timezone }: Rep): Reader => ({
  audience: 'sales',
  email,
  name,
  locale,
  timezone,
});

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

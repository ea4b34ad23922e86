import type { DataOf } from '../../templates/define.ts';
import type { teamDigest } from '../../templates/team_digest/template.ts';
import { toIso } from '../platform/clock.ts';
import { lengthIn, quotable, type Wording } from '../platform/wording.ts';
import type { Team } from '../reps/rep.ts';
import { riskWords } from './risk-words.ts';
import type { TeamDigest, TeamFigures } from './team-digest.ts';

type Data = DataOf<(typeof teamDigest)['variables']>;

const MOST_MEMBERS = 100;
const MOST_RISKS = 20;
const LONGEST_NAMES = 300;

/** The day of a team, as its mail tells it. */
export const teamDigestData = (digest: TeamDigest, teams: readonly Team[], wording: Wording): Data => {
  const { span, numbers, risks, isQuiet } = digest;
  const names = teams.map(({ name, id }) => quotable(name) || id).join(', ');
  return {
    isQuiet,
    team: names.slice(0, LONGEST_NAMES).toWellFormed(),
    from: toIso(span.from),
    to: toIso(span.to),
    insights: risks.slice(0, MOST_RISKS).map((risk) => riskWords(risk, wording)),
    total: figures(numbers.team, wording),
    members: numbers.members.slice(0, MOST_MEMBERS).map((member) => ({
      name: quotable(member.name) || member.repId,
      ...figures(member, wording),
    })),
    more: Math.max(0, numbers.members.length - MOST_MEMBERS),
  };
};

const figures = (
  { conversations, calls, meetings, newLeads, alerts, outcomes }: TeamFigures,
  wording: Wording,
) => ({
  talks: conversations + calls + meetings,
  newLeads: newLeads.hot + newLeads.warm + newLeads.cold,
  hot: newLeads.hot,
  asked: alerts.asked,
  answered: alerts.answered,
  median: alerts.medianSeconds === null ? undefined : lengthIn(wording, alerts.medianSeconds, 'short'),
  booked: outcomes.meeting_booked,
  won: outcomes.won,
});

import pMap from 'p-map';
import type { FeatureRequest } from '../outbox/outbox.ts';
import { addressedTo } from '../notify/reader.ts';
import { type Wording, wordingFor } from '../platform/wording.ts';
import type { Rep, Team } from '../reps/rep.ts';
import type { AppointmentEntry, LeadEntry } from '../reps/timeline-entries.ts';
import type { ReadDeps } from './deps.ts';
import { type Digest, digestOf } from './digest.ts';
import type { ToldInsight } from './insights/insights.ts';
import { MOST_READERS, salesDigestData } from './mail-data.ts';
import { wordsOf } from './insight-words.ts';
import { readDay, readMember, readTeamLeads, type TeamMemo } from './read-day.ts';
import type { DigestKind, DigestRecord } from './records.ts';
import { riskEvidence, riskWords } from './risk-words.ts';
import { lastSlot, nextSlot, type Slot, spanOf } from './slot.ts';
import { type TeamDigest, teamDigestOf } from './team-digest.ts';
import { teamDigestData } from './team-mail-data.ts';
import type { Span } from './timeline.ts';

/** An insight in words, and what it rests on. */
export interface ToldInWords {
  rule: string;
  text: string;
  evidence: Record<string, number>;
  action: string;
}

/** A digest, ready to be sent. */
export interface Written {
  kind: DigestKind;
  rep: Rep;
  /** The one that it belongs to: at its moment, or the next. */
  slot: Slot;
  span: Span;
  isQuiet: boolean;
  numbers: Digest['numbers'] | TeamDigest['numbers'];
  insights: ToldInWords[];
  /** What is noted of them, so that they are not told again at once. */
  told: DigestRecord['insights'];
  request: FeatureRequest['request'];
  /** Addresses of customers whom it names. */
  named: string[];
}

const MEMBERS_AT_ONCE = 10;

/** The slot that a moment belongs to: at it, or the next. */
export const slotFor = (rep: Rep, at: number): Slot => nextSlot(rep, at - 1) ?? { date: '9999-12-31', at };

/** Writes what the digest of a rep tells at a moment; `memo` keeps what is read of teams over several of them. */
export const writeDigest = async (
  deps: ReadDeps,
  rep: Rep,
  at: number,
  memo?: TeamMemo,
): Promise<Written> => {
  const { slot, span, earlier } = await placeOf(deps, 'rep', rep, at);
  const [timeline, team, reader] = await Promise.all([
    readDay(deps, rep.id, span),
    readTeamLeads(deps, rep, span, memo),
    readerOf(deps, rep),
  ]);
  const told = earlier.flatMap(({ insights, slotAt }): ToldInsight[] =>
    insights.map((one) => ({ ...one, at: slotAt })),
  );
  const digest = digestOf({ rep, span, timeline, team, told }, deps.rules);
  const { wording, addressed } = reader;
  return {
    kind: 'rep',
    rep,
    slot,
    span,
    isQuiet: digest.isQuiet,
    numbers: digest.numbers,
    insights: digest.insights.map((finding) => ({
      rule: finding.rule,
      ...wordsOf(finding, wording),
      evidence: finding.evidence,
    })),
    told: digest.insights.map(({ rule, about, strength }) => ({ rule, about, strength })),
    request: { ...addressed, template: 'sales_digest', data: salesDigestData(digest, wording) },
    named: emailsOf([...timeline.leads, ...timeline.appointments], digest),
  };
};

/** Writes what the digest of the teams tells that somebody leads; undefined where they have nobody in them. */
export const writeTeamDigest = async (
  deps: ReadDeps,
  rep: Rep,
  teams: readonly Team[],
  at: number,
): Promise<Written | undefined> => {
  const found = await pMap(teams, ({ id }) => deps.reps.membersOf(id), { concurrency: 2 });
  const reps = [...new Map(found.flat().map((one) => [one.id, one])).values()];
  if (reps.length === 0) return undefined;
  const { slot, span } = await placeOf(deps, 'team', rep, at);
  const [members, onCall, { wording, addressed }] = await Promise.all([
    pMap(reps, async (one) => ({ rep: one, timeline: await readMember(deps, one.id, span) }), {
      concurrency: MEMBERS_AT_ONCE,
    }),
    onCallOf(deps, teams),
    readerOf(deps, rep),
  ]);
  const byName = members.toSorted((a, b) => a.rep.name.localeCompare(b.rep.name, wording.locale));
  const digest = teamDigestOf({ members: byName, onCall }, span);
  const leads = digest.risks.flatMap((risk) => ('leads' in risk ? risk.leads : []));
  return {
    kind: 'team',
    rep,
    slot,
    span,
    isQuiet: digest.isQuiet,
    numbers: digest.numbers,
    insights: digest.risks.map((risk) => ({
      rule: risk.rule,
      ...riskWords(risk, wording),
      evidence: riskEvidence(risk),
    })),
    told: [],
    request: { ...addressed, template: 'team_digest', data: teamDigestData(digest, teams, wording) },
    named: leads.flatMap(({ email }) => email ?? []),
  };
};

/** Teams with who is on call in them, of whatever team they are. */
const onCallOf = (
  { reps }: Pick<ReadDeps, 'reps'>,
  teams: readonly Team[],
): Promise<{ team: Team; reps: Rep[] }[]> =>
  pMap(
    teams,
    async (team) => {
      const found = await pMap(team.onCall, (id) => reps.findRep(id), { concurrency: MEMBERS_AT_ONCE });
      return { team, reps: found.filter((one) => one !== undefined) };
    },
    { concurrency: 2 },
  );

/** The slot of a moment, the time that its digest tells of, and the digests of days before. */
const placeOf = async (
  { records }: Pick<ReadDeps, 'records'>,
  kind: DigestKind,
  rep: Rep,
  at: number,
): Promise<{ slot: Slot; span: Span; earlier: DigestRecord[] }> => {
  const slot = slotFor(rep, at);
  const earlier = await records.before({ kind, repId: rep.id, date: slot.date });
  const span = spanOf(rep, { at }, { isFirst: earlier.length === 0 });
  // Of a day whose hour was moved since, the digest left at another time.
  const before = lastSlot(rep, at - 1);
  const left = earlier.find(({ date }) => date === before?.date);
  return { slot, span: left === undefined ? span : { ...span, from: left.slotAt }, earlier };
};

/** How its reader is written to. */
const readerOf = async (
  { recipients, config, rules }: Pick<ReadDeps, 'recipients' | 'config' | 'rules'>,
  { email, name, locale, timezone }: Rep,
): Promise<{ wording: Wording; addressed: Omit<FeatureRequest['request'], 'template' | 'data'> }> => {
  const recipient = await recipients.find(email);
  const { to, locale: wanted } = addressedTo({ audience: 'sales', email, name, locale, timezone }, recipient);
  // Slots and days are those of the rep's clocks, and so are the times.
  const reader = { locale: wanted ?? config.localization.locale, timezone };
  return { wording: wordingFor(reader, rules.minBase), addressed: { to, ...reader } };
};

/** Addresses of all who may stand in a digest. */
const emailsOf = (entries: readonly (LeadEntry | AppointmentEntry)[], digest: Digest): string[] => {
  const { hot, followUps, appointments } = digest.toDo;
  const shown = [
    ...hot.map(({ lead }) => lead.id),
    ...followUps.map(({ lead }) => lead.id),
    ...appointments.map(({ appointment }) => appointment.id),
    ...digest.insights.flatMap(({ facts }) => [
      ...('lead' in facts && facts.lead ? [facts.lead.id] : []),
      ...('leads' in facts ? facts.leads.map(({ id }) => id) : []),
    ]),
  ];
  const ids = new Set(shown);
  const emails = entries.filter(({ id }) => ids.has(id)).flatMap(({ email }) => email ?? []);
  const readers = digest.numbers.engagement.people.slice(0, MOST_READERS);
  return [...new Set([...emails, ...readers.map(({ email }) => email)])];
};

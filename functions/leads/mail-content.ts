import type { DataOf } from '../../templates/define.ts';
import type { hotLeadAlert } from '../../templates/hot_lead_alert/template.ts';
import type { leadAlert } from '../../templates/lead_alert/template.ts';
import type { leadEscalation } from '../../templates/lead_escalation/template.ts';
import type { leadFollowUp } from '../../templates/lead_follow_up/template.ts';
import type { leadHandedOver } from '../../templates/lead_handed_over/template.ts';
import type { leadTaken } from '../../templates/lead_taken/template.ts';
import type { leadUpdate } from '../../templates/lead_update/template.ts';
import { type FeatureRequest, idOf } from '../outbox/outbox.ts';
import { optionalIso, toIso } from '../platform/clock.ts';
import { FEATURE, type LeadDeps } from './deps.ts';
import { escalationFacts, nextAskedOf } from './escalation-facts.ts';
import { judge } from './judge.ts';
import { changeInWords, leadInFull, leadInShort, teamName } from './mail-data.ts';
import type { OwedMail } from './owed.ts';
import { peopleOf } from './people.ts';
import type { LeadRecord } from './record.ts';
import { noteShared, othersToRemindOf } from './reminders.ts';
import { runOf, takenByOf } from './response.ts';
import { takeUrlFor } from './links.ts';

type Asked = Pick<OwedMail, 'mail' | 'key' | 'run' | 'step' | 'to' | 'changes'>;
type Content = Pick<FeatureRequest['request'], 'template' | 'data'>;

const MOST_CHANGES = 20;

/** The data of the mails that are made here; others do not compile. */
interface DataByTemplate {
  lead_alert: DataOf<(typeof leadAlert)['variables']>;
  hot_lead_alert: DataOf<(typeof hotLeadAlert)['variables']>;
  lead_escalation: DataOf<(typeof leadEscalation)['variables']>;
  lead_taken: DataOf<(typeof leadTaken)['variables']>;
  lead_handed_over: DataOf<(typeof leadHandedOver)['variables']>;
  lead_update: DataOf<(typeof leadUpdate)['variables']>;
  lead_follow_up: DataOf<(typeof leadFollowUp)['variables']>;
}
const content = <T extends keyof DataByTemplate>(template: T, data: DataByTemplate[T]): Content => ({
  template,
  data: { ...data },
});

/** Which template a mail has, and what it says of a lead as that is now. */
export const contentOf = (deps: LeadDeps, record: LeadRecord, asked: Asked): Promise<Content> =>
  contents[asked.mail](deps, record, asked);

type MakeContent = (deps: LeadDeps, record: LeadRecord, asked: Asked) => Promise<Content>;

const alert: MakeContent = async (deps, record, asked) => {
  const run = runOf(record.response);
  const people = await peopleOf(deps, record.lead);
  return content(run?.policy === 'hot' ? 'hot_lead_alert' : 'lead_alert', {
    ...whole(deps, record),
    takeUrl: await linkOf(deps, record, asked),
    respondBy: optionalIso(run?.respondBy),
    nextAsked: nextAskedOf(record, asked.to, { people, rules: deps.rules, now: deps.now() }),
    standsInFor: run?.standsInFor && teamName(run.standsInFor),
    clockFrom: run !== undefined && run.clockFrom > deps.now() ? toIso(run.clockFrom) : undefined,
    handedOverBy: run?.handedOverBy && teamName(run.handedOverBy),
  });
};

const escalation: MakeContent = async (deps, record, asked) => {
  const people = await peopleOf(deps, record.lead);
  return content('lead_escalation', {
    ...whole(deps, record),
    takeUrl: await linkOf(deps, record, asked),
    ...escalationFacts(record, asked, deps.now()),
    nextAsked: nextAskedOf(record, asked.to, { people, rules: deps.rules, now: deps.now() }),
    others: await othersIn(deps, record, asked),
  });
};

/** The others of a reminder; a mail that tells of others too is not called back when this lead is taken. */
const othersIn = async (deps: LeadDeps, record: LeadRecord, asked: Asked) => {
  // One that was asked for before a crash says what it says.
  const id = idOf(FEATURE, asked.key);
  if ((await deps.outbox.find([id])).has(id)) return [];
  const others = await othersToRemindOf(deps, record, asked);
  if (others.length > 0) await noteShared(deps, record.id, asked.key);
  return others;
};

const taken: MakeContent = ({ now }, { lead, judgement, response }) => {
  const takenBy = takenByOf(response);
  const { name = '', at = now(), how = 'api', responseSeconds } = takenBy ?? {};
  return Promise.resolve(
    content('lead_taken', {
      lead: leadInShort({ lead, judgement }),
      takenBy: { name: teamName(name), at: toIso(at) },
      how,
      responseMinutes: responseSeconds === undefined ? undefined : Math.round(responseSeconds / 60),
      crmUrl: lead.crmUrl,
    }),
  );
};

const handedOver: MakeContent = async ({ reps }, record) => {
  const { ownerRepId, crmUrl } = record.lead;
  const owner = ownerRepId === undefined ? undefined : await reps.findRep(ownerRepId);
  return content('lead_handed_over', {
    lead: leadInShort(record),
    newOwner: owner && teamName(owner.name),
    at: toIso(record.changedAt),
    crmUrl,
  });
};

const update: MakeContent = async (deps, record, asked) => {
  const { response } = record;
  const takenBy = takenByOf(response);
  return content('lead_update', {
    lead: leadInShort(record),
    takeUrl: await linkOf(deps, record, asked),
    changes: (asked.changes ?? []).slice(0, MOST_CHANGES).map(changeInWords),
    isYours: takenBy !== undefined && takenBy.repId === asked.to.repId,
    crmUrl: record.lead.crmUrl,
  });
};

const followUp: MakeContent = async (deps, record, asked) => {
  const { response } = record;
  const by = response.state === 'taken' ? response.followUp?.by : undefined;
  return content('lead_follow_up', {
    lead: leadInShort(record),
    takeUrl: await linkOf(deps, record, asked),
    followUpBy: toIso(by ?? deps.now()),
    crmUrl: record.lead.crmUrl,
  });
};

const contents: Readonly<Record<OwedMail['mail'], MakeContent>> = {
  alert,
  escalation,
  exhausted: escalation,
  taken,
  handed_over: handedOver,
  update,
  follow_up: followUp,
};

const whole = ({ rules }: Pick<LeadDeps, 'rules'>, record: LeadRecord) => ({
  lead: leadInShort(record),
  ...leadInFull(record, judge(record.lead, rules).cards),
});

/** Where the reader takes the lead; an address that several read has none, since nobody could tell who it was. */
const linkOf = async (
  deps: Pick<LeadDeps, 'links' | 'linkKeys' | 'baseUrl' | 'now'>,
  { id, response }: LeadRecord,
  { to }: Asked,
): Promise<string | undefined> => {
  const run = runOf(response);
  if (to.repId === undefined || run === undefined) return undefined;
  return takeUrlFor(deps, { leadId: id, run: run.number, repId: to.repId });
};

import { optionalIso, toIso } from '../platform/clock.ts';
import { viewPerson } from '../preferences/person.ts';
import type { LeadDeps } from './deps.ts';
import { emailIdOf } from './email-id.ts';
import type { HistoryEntry } from './owed.ts';
import type { LeadRecord } from './record.ts';
import type { LeadResponse, TakenBy } from './response.ts';

/** Who has a lead, as callers are told. */
export const viewTakenBy = ({ repId, name, at, how }: TakenBy) => ({ repId, name, at: toIso(at), how });

const viewResponse = (response: LeadResponse) => {
  const { state } = response;
  switch (state) {
    case 'none':
      return { state, exhausted: false };
    case 'waiting':
      return {
        state,
        askedRepId: response.run.asked?.repId,
        nextStepAt: toIso(response.batch.dueAt),
        exhausted: false,
      };
    case 'open':
      return {
        state,
        askedRepId: response.run.asked?.repId,
        nextStepAt: response.next.type === 'step' ? toIso(response.next.at) : undefined,
        exhausted: response.next.type === 'nothing',
      };
    case 'taken':
    case 'closed': {
      const { run, takenBy, followUp } = response;
      return {
        state,
        askedRepId: run?.asked?.repId,
        exhausted: false,
        takenBy: takenBy && viewTakenBy(takenBy),
        responseSeconds: takenBy?.responseSeconds,
        withinTarget: takenBy?.withinTarget,
        followUpBy: optionalIso(followUp?.by),
        followUp: followUp?.state,
      };
    }
  }
};

/** A lead as lists show it. */
export const viewFacts = (record: LeadRecord) => {
  const { id, lead, judgement, response, outcome, unknownOwner, receivedAt } = record;
  const { contact, ...facts } = lead;
  return {
    ...facts,
    version: record.version,
    id,
    contact: viewPerson(contact),
    band: judgement.band,
    priority: judgement.priority,
    priorityParts: judgement.priorityParts.map(({ text, points }) => ({ text, points })),
    hotRules: judgement.hotRules.map((name) => ({ name })),
    response: viewResponse(response),
    outcome: outcome && {
      outcome: outcome.outcome,
      reason: outcome.reason,
      repId: outcome.repId,
      at: toIso(outcome.at),
    },
    unknownOwner,
    receivedAt: toIso(receivedAt),
  };
};

const MOST_EMAILS = 100;

/** A lead with all that happened to it, and what became of its mails. */
export const viewLead = async ({ leads, outbox }: Pick<LeadDeps, 'leads' | 'outbox'>, record: LeadRecord) => {
  const history = await leads.history(record.id);
  const ids = [...new Set(history.flatMap(({ key }) => (key === undefined ? [] : emailIdOf(key))))];
  const emails = await outbox.find(ids.slice(-MOST_EMAILS));
  return {
    ...viewFacts(record),
    history: history.map(viewEntry),
    emails: ids.flatMap((id) => {
      const email = emails.get(id);
      if (email === undefined) return [];
      const { template = '', to, status, reason } = email;
      return [{ id, template, to: to.email, status, reason }];
    }),
  };
};
export type LeadView = Awaited<ReturnType<typeof viewLead>>;

const viewEntry = ({ key, at, ...entry }: HistoryEntry) => ({
  ...entry,
  at: toIso(at),
  ...(key !== undefined && { emailId: emailIdOf(key) }),
});

/** What a caller is told who may not read what others wrote. */
export const stateOf = ({ id, version, response, emails }: LeadView) => ({
  id,
  version,
  status: response.state,
  emails: emails.map((email) => ({ id: email.id, status: email.status, reason: email.reason })),
});

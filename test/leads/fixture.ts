import { checkConfig } from '../../functions/app-config.ts';
import { leadConfigOf } from '../../functions/leads/config.ts';
import { type Lead, leadSchema } from '../../functions/leads/lead.ts';
import type { LeadRecord } from '../../functions/leads/record.ts';
import type { LeadResponse, Run } from '../../functions/leads/response.ts';
import { MINUTE } from '../../functions/platform/clock.ts';
import { type Rep, repSchema, type Team, teamSchema } from '../../functions/reps/rep.ts';

/** A Wednesday. */
export const NOW = Date.parse('2027-03-03T10:00:00Z');

export const aLead = (different: Record<string, unknown> = {}): Lead =>
  leadSchema.parse({
    contact: { email: 'ada@example.com', name: 'Ada Lovelace', company: 'Analytical Ltd' },
    score: 92,
    ...different,
  });

export const aRep = (id: string, different: Record<string, unknown> = {}): Rep =>
  repSchema.parse({
    id,
    name: id,
    email: `${id}@example.com`,
    phone: '+4930123456',
    timezone: 'UTC',
    ...different,
  });

export const aTeam = (id: string, different: Record<string, unknown> = {}): Team =>
  teamSchema.parse({ id, name: id, ...different });

/** What app.yaml says of leads. */
export const aLeadConfig = (sections: Record<string, unknown> = {}) =>
  leadConfigOf(checkConfig(sections, 'app.yaml'));

/** A hot lead that somebody was asked about, and of which no step is left. */
export const anOpenResponse = (different: Partial<Run> = {}): LeadResponse => ({
  state: 'open',
  run: {
    number: 1,
    policy: 'hot',
    openedAt: NOW,
    clockFrom: NOW,
    respondBy: NOW + 5 * MINUTE,
    told: [],
    toldBefore: [],
    ...different,
  },
  next: { type: 'nothing' },
});

/** A lead as it is kept, before anything has come of it. */
export const aRecord = (id: string, different: Partial<LeadRecord> = {}): LeadRecord => ({
  id,
  rev: 0,
  runs: 0,
  lead: aLead({ ownerRepId: 'grace' }),
  hash: 'hash',
  receivedAt: NOW,
  changedAt: NOW,
  leftOut: [],
  judgement: { band: 'hot', priority: 60, priorityParts: [], hotRules: [] },
  response: { state: 'none' },
  updates: 0,
  owed: [],
  unpublished: [],
  historyCount: 0,
  ...different,
});

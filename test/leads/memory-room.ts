import { HOUR } from '../../functions/platform/clock.ts';
import type { Rep, Team } from '../../functions/reps/rep.ts';
import type { FeatureRequest, EmailState } from '../../functions/outbox/outbox.ts';
import { idOf } from '../../functions/outbox/outbox.ts';
import type { MessageStatus, Reason } from '../../functions/contract/message-status.ts';
import { advance } from '../../functions/leads/advance.ts';
import type { AlertsStore } from '../../functions/leads/alerts-store.ts';
import type { Batch } from '../../functions/leads/batch-item.ts';
import { type LeadDeps, FEATURE } from '../../functions/leads/deps.ts';
import { fireBatch } from '../../functions/leads/fire-batch.ts';
import type { LeadLink } from '../../functions/leads/link-store.ts';
import { emptyLedger, placed, reminding, type RepLedger, texted } from '../../functions/leads/noise.ts';
import type { HistoryEntry } from '../../functions/leads/owed.ts';
import type { LeadRecord } from '../../functions/leads/record.ts';
import { leadEntry } from '../../functions/leads/timeline.ts';
import type { SmsOutcome } from '../../functions/sms/outcome.ts';
import type { SmsMessage } from '../../functions/sms/sms.ts';
import { silentLogger } from '../simulation/world.ts';
import { aConfig } from '../outbox/messages.ts';
import { aLeadConfig } from './fixture.ts';

/** A mail as the outbox has it. */
export interface MemoryMail {
  id: string;
  key: string;
  request: FeatureRequest['request'];
  status: MessageStatus;
  reason?: Reason;
  acceptedAt: number;
}

export interface MemoryOptions {
  reps?: readonly Rep[];
  teams?: readonly Team[];
  sections?: Record<string, unknown>;
  /** Writes over whatever is there: what the tests must notice. */
  isBlind?: boolean;
}

/** Leads with stores, an outbox, a bus and text messages in memory; `endIn` has functions end at their so many-th call from then on. */
export const memoryRoom = (startsAt: number, options: MemoryOptions = {}) => {
  let now = startsAt;
  let callsLeft: number | undefined;
  const call = async <T>(effect: () => T): Promise<T> => {
    await Promise.resolve();
    if (callsLeft !== undefined) {
      callsLeft -= 1;
      if (callsLeft < 0) throw new Error('crashed');
    }
    return structuredClone(effect());
  };
  const reps = new Map((options.reps ?? []).map((rep) => [rep.id, rep]));
  const teams = new Map((options.teams ?? []).map((team) => [team.id, team]));
  const records = new Map<string, LeadRecord>();
  const histories = new Map<string, HistoryEntry[]>();
  const asked = new Map<string, Set<string>>();
  const mails = new Map<string, MemoryMail>();
  const links = new Map<string, LeadLink>();
  const published: { detailType: string; detail: Record<string, unknown> }[] = [];
  const texts: (SmsMessage & { at: number })[] = [];
  let smsOutcome: SmsOutcome = { outcome: 'sent', messageId: 'sms' };

  const leads: LeadDeps['leads'] = {
    find: (id) => call(() => records.get(id)),
    put: (record, history) =>
      call(() => {
        const known = records.get(record.id);
        if (options.isBlind !== true && (known?.rev ?? 0) !== record.rev) return undefined;
        const next = {
          ...record,
          rev: record.rev + 1,
          historyCount: record.historyCount + history.length,
          timeline: leadEntry(record.timeline, record, now),
        };
        records.set(record.id, structuredClone(next));
        histories.set(record.id, [...(histories.get(record.id) ?? []), ...structuredClone([...history])]);
        return next;
      }),
    history: (id) => call(() => histories.get(id) ?? []),
    pointTo: () => call(() => undefined),
    ofPerson: () => call(() => []),
    forgetPerson: () => call(() => undefined),
    noteAsked: (repId, id) => call(() => void asked.set(repId, (asked.get(repId) ?? new Set()).add(id))),
    askedOf: (repId) => call(() => [...(asked.get(repId) ?? [])]),
    forgetAsked: (repId, id) => call(() => void asked.get(repId)?.delete(id)),
  };

  const stateOf = ({ id, request, status, reason }: MemoryMail): EmailState => ({
    id,
    rev: 1,
    status,
    reason,
    to: request.to,
    template: request.template,
    scheduledAt: undefined,
    sentAt: status === 'sent' ? now : undefined,
    deliveredAt: undefined,
    openedAt: undefined,
    clickedAt: undefined,
    related: {},
  });
  const outbox: Pick<LeadDeps['outbox'], 'send' | 'find' | 'supersede'> = {
    send: (feature, { key, request }) =>
      call(() => {
        const id = idOf(feature, key);
        if (mails.has(id)) return { id, isNew: false };
        const isLater = request.sendAt !== undefined && request.sendAt > now;
        mails.set(id, { id, key, request, status: isLater ? 'scheduled' : 'queued', acceptedAt: now });
        return { id, isNew: true };
      }),
    find: (ids) =>
      call(() => new Map(ids.flatMap((id) => (mails.has(id) ? [[id, stateOf(mustGet(mails, id))]] : [])))),
    supersede: (ids) =>
      call(() => {
        for (const id of ids) {
          const mail = mails.get(id);
          if (mail !== undefined && (mail.status === 'queued' || mail.status === 'scheduled'))
            mails.set(id, { ...mail, status: 'skipped', reason: 'superseded' });
        }
        return true;
      }),
  };

  const config = aConfig();
  const rules = aLeadConfig(options.sections);
  const deps: LeadDeps = {
    leads,
    alerts: memoryAlerts(call),
    links: {
      put: (token, link) => call(() => void links.set(token, link)),
      find: (token) => call(() => links.get(token)),
    },
    outbox: { ...notUsed, ...outbox },
    recipients: { find: () => Promise.resolve(undefined), change: () => Promise.reject(new Error('unused')) },
    reps: {
      findRep: (id) => call(() => reps.get(id)),
      findTeam: (id) => call(() => teams.get(id)),
      membersOf: (teamId) => call(() => [...reps.values()].filter((rep) => rep.teamId === teamId)),
      stopTexts: (id, smsOptOut) =>
        call(() => {
          const rep = reps.get(id);
          if (rep !== undefined) reps.set(id, { ...rep, smsOptOut });
        }),
    },
    sms: {
      send: (message) =>
        call(() => {
          texts.push({ ...message, at: now });
          return smsOutcome;
        }),
    },
    textsPerDay: 10,
    timers: { plan: () => call(() => undefined), cancel: () => call(() => undefined) },
    bus: { publish: (events) => call(() => void published.push(...events)) },
    linkKeys: () => Promise.resolve({ current: 'k1', k1: 'a secret' }),
    baseUrl: 'https://leads.example.com',
    config,
    rules,
    logger: silentLogger(),
    metrics: { addMetric: () => undefined },
    now: () => now,
  };
  const batches = (deps.alerts as ReturnType<typeof memoryAlerts>).batches;
  return {
    deps,
    records,
    histories,
    published,
    texts,
    now: () => now,
    moveTo: (at: number): void => {
      now = Math.max(now, at);
    },
    endIn: (calls: number | undefined): void => {
      callsLeft = calls;
    },
    answerTexts: (outcome: SmsOutcome): void => {
      smsOutcome = outcome;
    },
    setRep: (rep: Rep): void => void reps.set(rep.id, rep),
    removeRep: (id: string): void => void reps.delete(id),
    mails: (): MemoryMail[] => [...mails.values()],
    setMail: (id: string, change: Partial<MemoryMail>): void =>
      void mails.set(id, { ...mustGet(mails, id), ...change }),
    /** Mail that waits leaves. */
    deliver: (): MemoryMail[] => {
      const waiting = [...mails.values()].filter(({ status }) => status === 'queued');
      for (const mail of waiting) mails.set(mail.id, { ...mail, status: 'sent' });
      return waiting;
    },
    /** Does what is due, as the sweeper finds it; answers how much of it failed. */
    sweep: async (): Promise<number> => {
      let failed = 0;
      const tried = async (work: Promise<void>): Promise<void> => {
        try {
          await work;
        } catch {
          failed += 1;
        }
      };
      for (const [id, batch] of [...batches]) {
        if (batch.doneAt === undefined && batch.dueAt <= now) await tried(fireBatch(deps, id));
      }
      for (const { id, nextDueAt } of [...records.values()]) {
        if (nextDueAt !== undefined && nextDueAt <= now) await tried(advance(deps, id));
      }
      return failed;
    },
    emailId: (key: string): string => idOf(FEATURE, key),
  };
};
export type MemoryRoom = ReturnType<typeof memoryRoom>;

const mustGet = <K, V>(map: ReadonlyMap<K, V>, key: K): V => {
  const value = map.get(key);
  if (value === undefined) throw new Error(`There is no ${String(key)}`);
  return value;
};

const unused = () => Promise.reject(new Error('unused'));
const notUsed: LeadDeps['outbox'] = {
  send: unused,
  faultsOf: unused,
  preview: unused,
  sendTests: unused,
  amend: unused,
  supersede: unused,
  read: unused,
  countWaiting: unused,
  deadLetters: unused,
  about: () => {
    throw new Error('unused');
  },
  erase: unused,
  eraseUnfinished: unused,
  find: unused,
};

type Call = <T>(effect: () => T) => Promise<T>;

const memoryAlerts = (call: Call): AlertsStore & { batches: Map<string, Batch> } => {
  const ledgers = new Map<string, RepLedger>();
  const batches = new Map<string, Batch>();
  const members = new Map<string, Set<string>>();
  return {
    batches,
    place: ({ leadId, key }, rep, rules, now) =>
      call(() => {
        const known = ledgers.get(rep.id) ?? emptyLedger;
        const { ledger, place } = placed(known, key, { rep, rules, now });
        ledgers.set(rep.id, ledger);
        if (place.as === 'batch') {
          if (!batches.has(place.id)) batches.set(place.id, { repId: rep.id, dueAt: place.dueAt });
          members.set(place.id, (members.get(place.id) ?? new Set()).add(leadId));
        }
        return place;
      }),
    mayText: (repId, key, perDay, now) =>
      call(() => {
        const { ledger, isAllowed } = texted(ledgers.get(repId) ?? emptyLedger, key, { perDay, now });
        ledgers.set(repId, ledger);
        return isAllowed;
      }),
    mayRemind: (repId, leadId, now) =>
      call(() => {
        const { ledger, isAllowed } = reminding(ledgers.get(repId) ?? emptyLedger, leadId, now);
        ledgers.set(repId, ledger);
        return isAllowed;
      }),
    findBatch: (id) => call(() => batches.get(id)),
    closeBatch: (id, batch, now) =>
      call(() => {
        batches.set(id, { ...batch, closedAt: now });
        const { batch: open, ...ledger } = ledgers.get(batch.repId) ?? emptyLedger;
        if (open?.id === id) ledgers.set(batch.repId, ledger);
      }),
    membersOf: (id) => call(() => [...(members.get(id) ?? [])]),
    divide: (id, batch, mails) => call(() => void batches.set(id, { ...batch, mails })),
    finishBatch: (id, batch, now) => call(() => void batches.set(id, { ...batch, doneAt: now })),
  };
};

export const MINUTES = HOUR / 60;

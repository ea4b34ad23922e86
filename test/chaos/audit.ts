import * as z from 'zod';
import { fromItem } from '../../functions/outbox/message/message-item.ts';
import { type Message, needsAttachments } from '../../functions/outbox/message/message.ts';
import type { InboxSummary } from '../../local/mailgun/fake-mailgun.ts';

type Item = Record<string, unknown>;

/** A message that a caller was told is accepted. */
export interface AcceptedMessage {
  id: string;
  to: string;
  /** Whether its cancellation was asked for, and answered with success. */
  cancelAsked?: boolean;
  cancelled?: boolean;
}

/** What everybody says when all is over. */
export interface Evidence {
  accepted: readonly AcceptedMessage[];
  /** What Mailgun received. */
  inbox: readonly InboxSummary[];
  /** What the service believes: every item of two of its tables. */
  sends: readonly Item[];
  metrics: readonly Item[];
  /** What it told the bus: type and id of the message. */
  published: readonly { detailType: string; id: string }[];
  /** Keys of the attachments that are left. */
  objects: readonly string[];
}

export interface Verdict {
  lost: number;
  duplicates: number;
  stuck: number;
  wrongStatus: number;
  /** Counters that differ from the events that are stored. */
  wrongCounters: number;
  /** Messages whose bus events lack one that must have gone out. */
  untold: number;
  /** Attachments that nobody needs any more. */
  leftovers: number;
  /** The first messages that are not as they should be. */
  examples: readonly { kind: string; id: string; to: string }[];
}

/** The verdict on a run in which every promise held. */
export const cleanVerdict: Verdict = {
  lost: 0,
  duplicates: 0,
  stuck: 0,
  wrongStatus: 0,
  wrongCounters: 0,
  untold: 0,
  leftovers: 0,
  examples: [],
};

/** What recipients of a name do in the end. */
const truths: Readonly<Record<string, string>> = { bounce: 'bounced', silent: 'sent' };
const truthOf = (email: string): string => truths[email.split(/[+@]/)[0] ?? ''] ?? 'delivered';

/** Compares what was accepted, what Mailgun received, and what the service believes and told. */
export const audit = (evidence: Evidence): Verdict => {
  const received = Map.groupBy(evidence.inbox, ({ variables }) => variables['messageId'] ?? '');
  const told = Map.groupBy(evidence.published, ({ id }) => id);
  const believed = new Map(
    evidence.sends
      .filter(({ sk }) => sk === 'MESSAGE')
      .map((item) => fromItem(item))
      .map((message) => [message.id, message]),
  );
  const findings = evidence.accepted.flatMap((asked) => {
    const message = believed.get(asked.id);
    const types = new Set(told.get(asked.id)?.map(({ detailType }) => detailType));
    const isUnannounced = message && !mustBeTold(message).every((type) => types.has(type));
    return [
      judge(asked, message, received.get(asked.id)?.length ?? 0),
      isUnannounced ? 'untold' : undefined,
    ].flatMap((kind) => (kind === undefined ? [] : ([{ kind, id: asked.id, to: asked.to }] as const)));
  });
  const count = (kind: (typeof findings)[number]['kind']): number =>
    findings.filter((finding) => finding.kind === kind).length;
  return {
    lost: count('lost'),
    duplicates: count('duplicates'),
    stuck: count('stuck'),
    wrongStatus: count('wrongStatus'),
    wrongCounters: wrongCounters(evidence, believed),
    untold: count('untold'),
    leftovers: leftovers(evidence.objects, believed),
    examples: findings.slice(0, 5),
  };
};

const leftovers = (objects: readonly string[], believed: ReadonlyMap<string, Message>): number =>
  objects.filter((key) => {
    const message = believed.get(key.split('/')[0] ?? '');
    return message === undefined || !needsAttachments(message.life);
  }).length;

const judge = (
  asked: AcceptedMessage,
  message: Message | undefined,
  mails: number,
): 'lost' | 'duplicates' | 'stuck' | 'wrongStatus' | undefined => {
  const status = message?.life.status;
  if (mails > 1) return 'duplicates';
  switch (status) {
    case undefined:
      return 'lost';
    case 'scheduled':
    case 'queued':
    case 'sending':
      return 'stuck';
    case 'cancelled':
      return asked.cancelAsked && mails === 0 ? undefined : 'wrongStatus';
    case 'skipped':
      return asked.to.startsWith('stopped') && mails === 0 ? undefined : 'wrongStatus';
    case 'failed':
      return 'lost';
    default:
      if (mails === 0) return 'lost';
      return status === truthOf(asked.to) && !asked.cancelled ? undefined : 'wrongStatus';
  }
};

const mustBeTold = ({ life, sentAt }: Message): string[] => [
  ...(sentAt === undefined ? [] : ['email.sent']),
  ...(life.status === 'scheduled' || life.status === 'queued' || life.status === 'sending'
    ? []
    : [`email.${life.status}`]),
];

const eventSchema = z.object({ sk: z.string(), type: z.string(), machine: z.boolean().default(false) });

/** Counters that differ from the number of events that are stored, and messages whose own counts do. */
const wrongCounters = (evidence: Evidence, believed: ReadonlyMap<string, Message>): number => {
  const events: Record<string, number> = {};
  const ofMessage: Record<string, number> = {};
  for (const item of evidence.sends) {
    if (!String(item['sk']).startsWith('EVENT#')) continue;
    const { type, machine } = eventSchema.parse(item);
    const name = countedAs(type, machine);
    events[name] = (events[name] ?? 0) + 1;
    const own = `${String(item['pk'])} ${name}`;
    ofMessage[own] = (ofMessage[own] ?? 0) + 1;
  }
  const counters: Record<string, number> = {};
  for (const item of evidence.metrics) {
    if (!String(item['pk']).startsWith('COUNT#')) continue;
    for (const [name, value] of Object.entries(item)) {
      if (typeof value === 'number') counters[name] = (counters[name] ?? 0) + value;
    }
  }
  const wrongTotals = Object.keys(events).filter((name) => events[name] !== counters[name]).length;
  const wrongMessages = [...believed.values()].filter(
    ({ id, opens, clicks }) =>
      opens !== (ofMessage[`${id} opens`] ?? 0) || clicks !== (ofMessage[`${id} clicks`] ?? 0),
  ).length;
  return wrongTotals + wrongMessages;
};

const countedAs = (type: string, machine: boolean): string => {
  if (type === 'opened') return machine ? 'machineOpens' : 'opens';
  if (type === 'clicked') return machine ? 'machineClicks' : 'clicks';
  return type;
};

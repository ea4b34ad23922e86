import { MINUTE } from '../../functions/platform/clock.ts';
import { markOf, type Persons, type ToldConversation, tracesOf } from './persons.ts';

/** A mail as Mailgun took it. */
export interface TakenMail {
  id: string;
  to: string;
  /** Epoch milliseconds. */
  at: number;
  text: string;
}

export interface PersonsVerdict {
  /** A state of a conversation that somebody was told more than once. */
  toldTwice: number;
  /** Readers who never heard of the last state of a conversation. */
  untold: number;
  /** Readers who heard of an older state after a newer one. */
  backwards: number;
  /** Mails that left for somebody after they refused them, or were erased. */
  unwanted: number;
  /** Items and attachments that tell of somebody who was erased. */
  traces: number;
  /** Messages that wait for nothing any more. */
  stuck: number;
  /** The first findings. */
  examples: readonly string[];
}

export const cleanPersons: PersonsVerdict = {
  toldTwice: 0,
  untold: 0,
  backwards: 0,
  unwanted: 0,
  traces: 0,
  stuck: 0,
  examples: [],
};

export interface PersonsEvidence {
  persons: Pick<Persons, 'conversations' | 'refused' | 'erased'>;
  mails: readonly TakenMail[];
  salesAddress: string;
  /** Every item of every table, by the name of its table. */
  items: Readonly<Record<string, readonly Record<string, unknown>[]>>;
}

/** What was claimed before a refusal may be under way for as long as its function may run. */
const UNDER_WAY_MS = 3 * MINUTE;
type Finding = readonly [Exclude<keyof PersonsVerdict, 'examples'>, string];

/** Compares what was talked of, refused and forgotten with what left, and with what is kept. */
export const auditPersons = (evidence: PersonsEvidence): PersonsVerdict => {
  const { persons, salesAddress } = evidence;
  const findings = [
    ...persons.conversations.flatMap((told) => [
      ...heardBy(evidence, told, salesAddress),
      ...heardBy(evidence, told, told.email),
    ]),
    ...[...persons.refused, ...persons.erased].flatMap(([email, at]) => unwantedBy(evidence, email, at)),
    ...[...persons.erased.keys()].flatMap((email) => leftOf(evidence, email)),
    ...stuckIn(evidence),
  ];
  const count = (kind: Finding[0]): number => findings.filter(([found]) => found === kind).length;
  return {
    toldTwice: count('toldTwice'),
    untold: count('untold'),
    backwards: count('backwards'),
    unwanted: count('unwanted'),
    traces: count('traces'),
    stuck: count('stuck'),
    examples: findings.slice(0, 5).map(([kind, words]) => `${kind}: ${words}`),
  };
};

const heardBy = (
  { persons, mails, items }: PersonsEvidence,
  { id, email, versions }: ToldConversation,
  reader: string,
): Finding[] => {
  const own = mails.filter(({ to }) => to === reader).sort((a, b) => a.at - b.at);
  const heard = own.flatMap((mail) =>
    Array.from({ length: versions }, (_, i) => i + 1)
      .filter((version) => mail.text.includes(markOf(id, version)))
      .map((version) => ({ version, mail })),
  );
  const told = heard.map(({ version }) => version);
  const name = `${id} to ${reader}, told ${told.join(' ')} of ${versions}`;
  const mayMiss = persons.erased.has(email) || (reader === email && persons.refused.has(email));
  return [
    ...(new Set(told).size < told.length ? [['toldTwice', name] as const] : []),
    ...(heard.some(({ version, mail }, i) => version < (told[i - 1] ?? 0) && !mayHaveLeft(items, mail))
      ? [['backwards', name] as const]
      : []),
    ...(mayMiss || told.includes(versions) ? [] : [['untold', name] as const]),
  ];
};

/** Whether nobody knew for a while if Mailgun had it, so that it could not be called back. */
const mayHaveLeft = (items: PersonsEvidence['items'], { id }: TakenMail): boolean =>
  Object.values(items)
    .flat()
    .some(({ pk, failedTries }) => pk === id && /"unknown":true/.test(JSON.stringify(failedTries ?? [])));

const unwantedBy = ({ mails }: PersonsEvidence, email: string, since: number): Finding[] =>
  mails
    .filter(({ to, at }) => to === email && at > since + UNDER_WAY_MS)
    .map(({ at }) => ['unwanted', `${email} after ${at - since} ms`]);

const leftOf = ({ persons, items }: PersonsEvidence, email: string): Finding[] => {
  const traces = tracesOf(email, persons.conversations);
  return Object.entries(items).flatMap(([table, all]) =>
    all
      .filter((item) => traces.some((trace) => JSON.stringify(item).includes(trace)))
      .map(
        (item) => ['traces', `${email} in ${table}: ${String(item['pk'])} ${String(item['sk'])}`] as const,
      ),
  );
};

const stuckIn = ({ items }: PersonsEvidence): Finding[] =>
  Object.values(items)
    .flat()
    .filter(
      ({ sk, life }) =>
        sk === 'MESSAGE' && /"status":"(scheduled|queued|sending)"/.test(JSON.stringify(life)),
    )
    .map(({ pk }) => ['stuck', String(pk)]);

import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Passage } from '../../local/cloud.ts';
import type { Dice } from './dice.ts';
import { leaveOut } from './leave-out.ts';
import { awsError, type Call, type Meddle, type PassOn, type Reply } from '../../local/http/proxy.ts';
import type { Rule } from './rules.ts';

/** Whether faults strike now, and how many of each kind did. */
export interface FaultLog {
  on: boolean;
  counts: Record<string, number>;
}

type Strike = (call: Call, passOn: PassOn) => Promise<Reply>;
interface FaultKind {
  name: string;
  share: number;
  strike: Strike;
}

/** Faults of any service of AWS: `prefix` names it. */
const awsFaults = (prefix: string, throttled: Reply, error: Reply): readonly FaultKind[] => [
  // Clients wait long for a throttled call, in real time; an error comes to the same and is repeated sooner.
  { name: `${prefix}_throttled`, share: 0.004, strike: () => Promise.resolve(throttled) },
  { name: `${prefix}_error`, share: 0.026, strike: () => Promise.resolve(error) },
  {
    name: `${prefix}_answer_lost`,
    share: 0.01,
    strike: async (_call, passOn) => {
      await passOn();
      return error;
    },
  },
];

const DYNAMODB = awsFaults(
  'dynamodb',
  awsError(400, 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException'),
  awsError(500, 'InternalServerError'),
);

/** Scheduler, the bus and secrets. */
const CONTROL = awsFaults(
  'control',
  awsError(429, 'ThrottlingException'),
  awsError(500, 'InternalException'),
);

const LATEST_COPY_S = 60;
const entriesSchema = z.looseObject({ Entries: z.array(z.looseObject({ MessageBody: z.string() })) });

const SQS: readonly FaultKind[] = [
  ...awsFaults('sqs', awsError(400, 'com.amazonaws.sqs#RequestThrottled'), awsError(500, 'InternalFailure')),
  {
    name: 'sqs_duplicate',
    share: 0.03,
    strike: async (_call, passOn) => {
      await passOn();
      return passOn();
    },
  },
  {
    name: 'sqs_reordered',
    share: 0.05,
    strike: (call, passOn) => passOn(late(call)),
  },
];

/** The messages of a batch arrive one after the other, the last of them a minute late and the first last. */
const late = (call: Call): Call => {
  const batch = entriesSchema.safeParse(JSON.parse(call.body.toString('utf8')));
  if (!batch.success) return call;
  const { length } = batch.data.Entries;
  const Entries = batch.data.Entries.map((entry, i) => ({
    ...entry,
    DelaySeconds: Math.ceil(((length - i) / length) * LATEST_COPY_S),
  }));
  return { ...call, body: Buffer.from(JSON.stringify({ ...batch.data, Entries })) };
};

/** The host of a function ends at a call: before it goes out, or after it had its effect. */
const kills = (kill: (call: Call) => Promise<void>): readonly FaultKind[] => [
  {
    name: 'killed_before_call',
    share: 0.002,
    strike: async (call) => {
      await kill(call);
      throw new Error('The caller was ended');
    },
  },
  {
    name: 'killed_after_call',
    share: 0.002,
    strike: async (call, passOn) => {
      await passOn();
      await kill(call);
      throw new Error('The caller was ended');
    },
  },
];

const webhookRefused: Reply = { status: 503, headers: {}, body: Buffer.from('down') };
const webhookTaken: Reply = { status: 200, headers: {}, body: Buffer.from('{}') };

/** Webhooks that come twice, late by Mailgun's own retries or by a slow network, or again long after. */
const webhooks = (later: Call[]): readonly FaultKind[] => [
  {
    name: 'webhook_duplicate',
    share: 0.05,
    strike: async (_call, passOn) => {
      await passOn();
      return passOn();
    },
  },
  { name: 'webhook_refused', share: 0.05, strike: () => Promise.resolve(webhookRefused) },
  {
    name: 'webhook_answer_lost',
    share: 0.03,
    strike: async (_call, passOn) => {
      await passOn();
      return webhookRefused;
    },
  },
  {
    name: 'webhook_reordered',
    share: 0.05,
    strike: (call) => {
      later.push(call);
      return Promise.resolve(webhookTaken);
    },
  },
  {
    name: 'webhook_replayed_later',
    share: 0.03,
    strike: (call, passOn) => {
      later.push(call);
      return passOn();
    },
  },
];

/** What a call is about, without what differs from run to run. */
const subjectOf = (call: Call): string => {
  const target = String(call.headers['x-amz-target'] ?? call.path);
  const ids = call.body.toString('utf8').match(/msg_[0-9a-z]{26}/g) ?? [];
  const about = ids.length > 0 ? [...new Set(ids)].sort().join(' ') : String(call.body.length);
  return `${target} ${createHash('sha256').update(about).digest('hex').slice(0, 16)}`;
};

const meddleWith =
  (kinds: readonly FaultKind[], dice: Dice, log: FaultLog): Meddle =>
  async (call, passOn) => {
    if (!log.on) return passOn();
    let roll = dice.roll(subjectOf(call));
    for (const kind of kinds) {
      if (roll < kind.share) {
        log.counts[kind.name] = (log.counts[kind.name] ?? 0) + 1;
        return kind.strike(call, passOn);
      }
      roll -= kind.share;
    }
    return passOn();
  };

export interface Meddling {
  dice: Dice;
  log: FaultLog;
  /** Webhooks that come, or come again, when they are posted from here. */
  later: Call[];
  /** Ends the execution environment that made a call. */
  kill: (call: Call) => Promise<void>;
  without: Rule | undefined;
}

/** The faults that strike between the service and its surroundings. */
export const makeMeddlers = (meddling: Meddling): Record<Passage, Meddle> => {
  const { dice, log, later, kill, without } = meddling;
  const dynamodb = meddleWith([...DYNAMODB, ...kills(kill)], dice, log);
  return {
    dynamodb: (call, passOn) => leaveOut(without, { call, passOn }, dynamodb),
    sqs: meddleWith([...SQS, ...kills(kill)], dice, log),
    control: meddleWith([...CONTROL, ...kills(kill)], dice, log),
    webhooks: meddleWith(webhooks(later), dice, log),
  };
};

/** Faults of Mailgun, set one after the other. */
export const MAILGUN_FAULTS = [
  { fault: 'none', share: 0 },
  { fault: '429', share: 0.3, retryAfter: 20 },
  { fault: '500', share: 0.3 },
  { fault: '503', share: 0.5 },
  { fault: 'reset_before', share: 0.3 },
  { fault: 'reset_after', share: 0.3 },
  { fault: 'timeout_after', share: 0.05 },
  { fault: 'timeout_before', share: 0.05 },
  { fault: '401', share: 0.3 },
] as const;

import { createHash } from 'node:crypto';
import type { Dice } from './dice.ts';
import { awsError, type Call, type Meddle, type Reply } from './proxy.ts';

/** Whether faults strike now, and how many of each kind did. */
export interface FaultLog {
  on: boolean;
  counts: Record<string, number>;
}

type Strike = (call: Call, passOn: () => Promise<Reply>) => Promise<Reply>;
interface FaultKind {
  name: string;
  share: number;
  strike: Strike;
}

const DYNAMODB: readonly FaultKind[] = [
  {
    name: 'dynamodb_throttled',
    share: 0.02,
    strike: () =>
      Promise.resolve(
        awsError(400, 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException'),
      ),
  },
  {
    name: 'dynamodb_error',
    share: 0.01,
    strike: () => Promise.resolve(awsError(500, 'InternalServerError')),
  },
  {
    name: 'dynamodb_answer_lost',
    share: 0.01,
    strike: async (_call, passOn) => {
      await passOn();
      return awsError(500, 'InternalServerError');
    },
  },
];

const SQS: readonly FaultKind[] = [
  {
    name: 'sqs_throttled',
    share: 0.02,
    strike: () => Promise.resolve(awsError(400, 'com.amazonaws.sqs#RequestThrottled')),
  },
  { name: 'sqs_error', share: 0.01, strike: () => Promise.resolve(awsError(500, 'InternalFailure')) },
  {
    name: 'sqs_duplicate',
    share: 0.03,
    strike: async (_call, passOn) => {
      await passOn();
      return passOn();
    },
  },
  {
    name: 'sqs_answer_lost',
    share: 0.01,
    strike: async (_call, passOn) => {
      await passOn();
      return awsError(500, 'InternalFailure');
    },
  },
];

const webhookRefused: Reply = { status: 503, headers: {}, body: Buffer.from('down') };

/** Webhooks that come twice, late (by Mailgun's own retries), replayed after others, or never. */
const webhooks = (replays: Call[]): readonly FaultKind[] => [
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
    name: 'webhook_replayed_later',
    share: 0.03,
    strike: (call, passOn) => {
      replays.push(call);
      return passOn();
    },
  },
];

/** What a call is about, without what differs from run to run. */
const subjectOf = (call: Call): string => {
  const target = String(call.headers['x-amz-target'] ?? call.path);
  const ids = call.body.toString('utf8').match(/msg_[0-9a-z]{26}|"to":\{"email":"[^"]+"/g) ?? [];
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

/** The faults that strike between the service and its surroundings. */
export const makeMeddlers = (
  dice: Dice,
  log: FaultLog,
  replays: Call[],
): Record<'dynamodb' | 'sqs' | 'webhooks', Meddle> => ({
  dynamodb: meddleWith(DYNAMODB, dice, log),
  sqs: meddleWith(SQS, dice, log),
  webhooks: meddleWith(webhooks(replays), dice, log),
});

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

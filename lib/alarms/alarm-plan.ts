import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { MetricName } from '../../functions/platform/metric-names.ts';

/** What an alarm looks at; CloudWatch takes at most ten metrics for one. */
export interface Watched {
  expression: string;
  of: Readonly<Record<string, IMetric>>;
}

/** How metrics are come by, so that alarms are a list. */
export interface Sources {
  /** What functions count, summed over so many minutes. */
  count: (name: MetricName, minutes?: number) => IMetric;
  /** Metrics of the account, of AWS's own. */
  account: (name: 'Errors' | 'Throttles') => IMetric;
  apiErrors: IMetric;
  /** 1 and more where what is on the queues of a kind waits too long. */
  late: (kind: WorkKind) => Watched;
  /** How much of a kind could not be worked on. */
  deadLetters: (kind: WorkKind) => Watched;
}

/** What queues hold: mail and what Mailgun told of it, business events, what features do at their time. */
export type WorkKind = 'mail' | 'events' | 'timers';

export interface AlarmPlan {
  id: string;
  /** What has happened, in a sentence. */
  means: string;
  /** The first three things to do, in their order. */
  steps: readonly [string, string, string];
  watches: IMetric | Watched;
  /** Fires from this on. */
  from: number;
  /** How many of the last periods have to be so. */
  periods?: { of: number; bad: number };
  /** Fires where nothing is told; nothing is told where nothing happens, unless it is so. */
  isBeat?: boolean;
}

/** What the mail of an alarm says: CloudWatch keeps 1,024 characters of it. */
export const textOf = ({ id, means, steps }: AlarmPlan, stage: string): string =>
  [means, ...steps.map((step, i) => `${i + 1}. ${step}`), `More: docs/operate.md, ${id}.`]
    .join('\n')
    .replaceAll('<stage>', stage);

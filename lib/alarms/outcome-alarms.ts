import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmPlan, Sources, Watched } from './alarm-plan.ts';

const HOUR = 60;
const DAY = 24 * HOUR;
/** Fewer mails in a day tell nothing of a rate. */
const FEWEST = 20;

const share = (part: IMetric, rest: IMetric, expression: string): Watched => ({
  expression,
  of: { part, rest },
});

/** What becomes of mail that left. */
export const outcomeAlarms = ({ count }: Sources): AlarmPlan[] => [
  {
    id: 'NoWebhooks',
    means: 'Mail is sent, and what becomes of it has to be asked for: webhooks don’t reach us.',
    steps: [
      'Run npm run doctor -- --stage <stage>: it compares what is registered at Mailgun with WebhookUrl.',
      'See the log of the function webhook: refused signatures mean that the signing key in the secret is out of date.',
      'See whether a ceiling (limits.webhook_concurrency) refuses them. Nothing is lost: outcomes come within the hour.',
    ],
    watches: share(
      count('AskedEvents', HOUR),
      count('WebhookEvents', HOUR),
      'IF(FILL(part, 0) >= 1, 100 * FILL(part, 0) / (FILL(part, 0) + FILL(rest, 0)), 0)',
    ),
    from: 50,
    periods: { of: 3, bad: 2 },
  },
  {
    id: 'BounceRate',
    means:
      'More than 5 in 100 e-mails of the last day bounced. Mailgun and mailbox providers block senders for it.',
    steps: [
      'GET /v1/emails?status=bounced says which, and in what words.',
      'Pause the category or template that they have in common: POST /v1/pause.',
      'Mend the list of addresses; those that bounced are suppressed already.',
    ],
    watches: share(
      count('Bounced', DAY),
      count('Delivered', DAY),
      `IF(FILL(part, 0) + FILL(rest, 0) >= ${FEWEST}, 100 * FILL(part, 0) / (FILL(part, 0) + FILL(rest, 0)), 0)`,
    ),
    from: 5,
  },
  {
    id: 'ComplaintRate',
    means:
      'More than 1 in 1,000 e-mails of the last day was called spam. Gmail blocks senders from 3 in 1,000 on.',
    steps: [
      'GET /v1/analytics/overview says in which category.',
      'Pause it: POST /v1/pause.',
      'See who gets it, how often, and by what consent; those who complained are suppressed already.',
    ],
    watches: share(
      count('Complained', DAY),
      count('Delivered', DAY),
      `IF(FILL(rest, 0) >= ${FEWEST}, IF(FILL(part, 0) >= 2, 100 * FILL(part, 0) / FILL(rest, 0), 0), 0)`,
    ),
    from: 0.1,
  },
];

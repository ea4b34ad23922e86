import type { AlarmPlan, Sources } from './alarm-plan.ts';

/** What ails the account and the API. */
export const accountAlarms = ({ account, apiErrors }: Sources): AlarmPlan[] => [
  {
    id: 'FunctionErrors',
    means: 'Lambda functions of this account fail.',
    steps: [
      'The dashboard says which; another application of the account may be it.',
      'See its log for the error.',
      'If it came with a deployment, deploy the version before it.',
    ],
    watches: account('Errors'),
    from: 5,
  },
  {
    id: 'FunctionThrottles',
    means: 'The account’s concurrency of Lambda is used up, so that functions have to wait.',
    steps: [
      'The dashboard says which functions run, and how many.',
      'If it is webhook or read-email alone, its own ceiling (limits.webhook_concurrency, limits.wait_concurrency) keeps a flood from sending.',
      'Else ask for more under Service Quotas → AWS Lambda → Concurrent executions.',
    ],
    watches: account('Throttles'),
    from: 20,
  },
  {
    id: 'ApiServerErrors',
    means: 'The API answers with 5xx.',
    steps: [
      'The access log of the API says for which route.',
      'See the log of the function that answers it, by the requestId of an answer.',
      'If it came with a deployment, deploy the version before it.',
    ],
    watches: apiErrors,
    from: 5,
  },
];

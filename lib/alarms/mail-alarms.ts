import type { AlarmPlan, Sources } from './alarm-plan.ts';

/** Whether mail leaves. */
export const sendingAlarms = ({ count }: Sources): AlarmPlan[] => [
  {
    id: 'FailedMail',
    means: 'An e-mail has failed for good, and waits for a person.',
    steps: [
      'GET /v1/dead-letters says which, and why.',
      'Mend what its detail names: a template, an address, a setting at Mailgun.',
      'Try them again: npm run redrive -- --url <ApiUrl> --since <when it began>; or leave them.',
    ],
    watches: count('FailedMail'),
    from: 1,
  },
  {
    id: 'MailgunFails',
    means: 'Sending rests, since Mailgun fails or is not reached. Nothing is lost; it goes on by itself.',
    steps: [
      'GET /v1/status says since when, and what Mailgun answered.',
      'Look at status.mailgun.com.',
      'Tell those who wait for mail; nothing has to be sent again.',
    ],
    watches: count('BreakerOpened'),
    from: 1,
  },
  {
    id: 'AccountRefused',
    means:
      'Mailgun refuses our key, domain or account (401 to 404), or the secret with the key can’t serve. All mail waits.',
    steps: [
      'Run npm run doctor -- --stage <stage>: it tries the key, and names what it lacks.',
      'Put the right key into the secret outbound-email/<stage>/mailgun.',
      'See GET /v1/status: the breaker closes by itself within five minutes.',
    ],
    watches: count('AccountRefused'),
    from: 1,
  },
  {
    id: 'EventsUnreadable',
    means:
      'Mailgun’s events can’t be read, so that mail whose outcome is unknown waits. Nothing is sent twice.',
    steps: [
      'Run npm run doctor -- --stage <stage>: a domain sending key may send, and read nothing.',
      'Put an API key that may read events into the secret outbound-email/<stage>/mailgun.',
      'If the key is right, look at status.mailgun.com; it goes on by itself.',
    ],
    watches: count('EventsUnreadable', 15),
    from: 3,
  },
];

/** Whether mail waits. */
export const waitingAlarms = ({ count, late }: Sources): AlarmPlan[] => [
  {
    id: 'LateMail',
    means: 'Mail, or what Mailgun told of it, waits longer than backlog and limit explain.',
    steps: [
      'GET /v1/status says whether a pause or Mailgun holds it back.',
      'See the alarms FunctionErrors and FunctionThrottles, and the logs of deliver-transactional and deliver-bulk.',
      'If all is well and there is simply more mail, raise email.delivery.rate_limit_per_minute with Mailgun’s consent.',
    ],
    watches: late('mail'),
    from: 1,
    periods: { of: 3, bad: 3 },
  },
  {
    id: 'PausedForLong',
    means: 'Something has been paused for a day, without an end.',
    steps: [
      'GET /v1/pause says what, by whose key, since when, and how many e-mails wait.',
      'Ask whoever paused it.',
      'POST /v1/resume lets it go on; or pause it again with an until.',
    ],
    watches: count('LongPauses'),
    from: 1,
  },
  {
    id: 'SweeperStopped',
    means:
      'The sweeper has finished no run for 15 minutes. What a crash leaves behind is not mended meanwhile.',
    steps: [
      'See the log of the function sweep: it fails, or runs out of time.',
      'Run npm run doctor -- --stage <stage>: it says whether its rule is enabled; and see whether FunctionThrottles stands.',
      'Deploy the last version that worked.',
    ],
    watches: count('Sweeps'),
    from: 1,
    periods: { of: 3, bad: 3 },
    isBeat: true,
  },
];

import type { AlarmPlan, Sources } from './alarm-plan.ts';

/** Whether business events and timers are worked on. */
export const workAlarms = ({ count, late }: Sources): AlarmPlan[] => [
  {
    id: 'RefusedBusEvents',
    means: 'Events of the bus have faults, and nothing was sent for them.',
    steps: [
      'The logs of the functions that end in -events name the event, its type and each fault by pointer.',
      'Have the sender mend it: docs/events.md has each event with a sample.',
      'Have it sent again under another id.',
    ],
    watches: count('RefusedBusEvents'),
    from: 1,
  },
  {
    id: 'LateEvents',
    means: 'Business events wait longer than five minutes before they are worked on.',
    steps: [
      'The dashboard says which queue; its function has the same name.',
      'See that function’s log, and FunctionErrors and FunctionThrottles.',
      'Nothing has to be sent again: it is worked on in its turn.',
    ],
    watches: late('events'),
    from: 1,
  },
  {
    id: 'LateTimers',
    means: 'What features do at their time (reminders, escalations, digests) waits too long.',
    steps: [
      'The dashboard says which queue; its function has the same name.',
      'See that function’s log, and FunctionErrors and FunctionThrottles.',
      'The sweepers do by themselves what timers lost; digests that came too late: POST /v1/digests/{repId}/send.',
    ],
    watches: late('timers'),
    from: 1,
  },
];

/** What could not be worked on. */
export const deadLetterAlarms = ({ deadLetters }: Sources): AlarmPlan[] => [
  {
    id: 'DeadLettersOfMail',
    means: 'Copies of mail, webhooks or timers could not be worked on.',
    steps: [
      'The dashboard says which dead-letter queue; the log of its function says why.',
      'Mend the cause.',
      'Start DLQ redrive in the SQS console. What comes twice does no harm.',
    ],
    watches: deadLetters('mail'),
    from: 1,
  },
  {
    id: 'DeadLettersOfEvents',
    means: 'Business events could not be worked on in eight tries.',
    steps: [
      'The dashboard says which dead-letter queue; the log of its function says why.',
      'Mend the cause. An event about an appointment that was never booked here may be left: book it, or delete the event.',
      'Start DLQ redrive in the SQS console. What comes twice does no harm.',
    ],
    watches: deadLetters('events'),
    from: 1,
  },
  {
    id: 'DeadLettersOfTimers',
    means: 'What features do at their time could not be done in eight tries.',
    steps: [
      'The dashboard says which dead-letter queue; the log of its function says why.',
      'Mend the cause.',
      'Start DLQ redrive in the SQS console, or leave it to the sweepers. What comes twice does no harm.',
    ],
    watches: deadLetters('timers'),
    from: 1,
  },
];

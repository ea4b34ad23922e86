import type { Numbers } from './numbers.ts';

/**
 * How each number of a digest is worked out, as docs/digests.md tells it. `from` and `to` are the ends of its span:
 * after the one, until the other.
 */
export const formulas: Readonly<Record<keyof Numbers, string>> = {
  conversations:
    'activities of type `conversation` with `from < at ≤ to`, and conversations of this service whose owner the rep is with `from < endedAt ≤ to`; each id once',
  calls: 'activities of type `call` with `from < at ≤ to`',
  emails: 'activities of type `email` with `from < at ≤ to`',
  meetings: 'activities of type `meeting` with `from < at ≤ to`',
  tasks: 'activities of type `task` with `from < at ≤ to`',
  newLeads:
    'leads first heard of with `from < receivedAt ≤ to` that are the rep’s at `to` (owner, else who took it, else who was asked), by their band at `to`',
  alerts:
    'times that the rep was asked first, with the alert told within the span (`asked`); those of them that somebody took until `to` (`answered`), and took in time (`inTarget`); the median of their seconds',
  outcomes: 'outcomes that the rep reported within the span',
  quality:
    'mean score at `to` of the rep’s new leads of the span, and how many they are; `fourWeeks`: the same of the 28 days until `from`, as it was at `from`; `team`: of all members of their team in these 28 days. One decimal, halves up',
  conversion:
    '`base`: the rep’s leads first heard of in the 28 days until `to`; `converted`: those with an outcome `meeting_booked` or `won` until `to`',
  engagement:
    'people who opened (`opened`) or clicked (`clicked`) a mail about a lead, an appointment or a conversation of the rep within the span, each once; scanners, reps and teams are none',
  pipeline:
    'a deal’s stage and value are those told last until `to`, by `at`, then by id. `deals`, `value` (a sum a currency): of those in the stage at `to`; `entered`: those that were elsewhere, or nowhere, at `from`; `left`: those that were here at `from`',
  appointments: 'booked ones of the rep at `to` that start today, and tomorrow, on the rep’s calendar',
  followUps:
    'promises of the rep that stand at `to`: past their time (`overdue`), due later today on the rep’s calendar (`today`), due after that (`later`)',
};

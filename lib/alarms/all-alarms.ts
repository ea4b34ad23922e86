import { accountAlarms } from './account-alarms.ts';
import type { AlarmPlan, Sources } from './alarm-plan.ts';
import { sendingAlarms, waitingAlarms } from './mail-alarms.ts';
import { outcomeAlarms } from './outcome-alarms.ts';
import { deadLetterAlarms, workAlarms } from './work-alarms.ts';

/** Every alarm of a stage: each is a state that a person must act on. */
export const alarmPlans = (sources: Sources): AlarmPlan[] => [
  ...sendingAlarms(sources),
  ...waitingAlarms(sources),
  ...outcomeAlarms(sources),
  ...workAlarms(sources),
  ...deadLetterAlarms(sources),
  ...accountAlarms(sources),
];

import { makeEventHandler } from '../bus/event-handler.ts';
import { eventHandlerFromEnv } from '../bus/from-env.ts';
import type { FeatureEvent } from '../bus/take-event.ts';
import { hearDepsFromEnv } from './from-env.ts';
import { makeHearing } from './hear.ts';
import { takeAlert } from './take-alert.ts';

const deps = hearDepsFromEnv();
const hearing = makeHearing(deps);

const hear = (take: (event: FeatureEvent) => Promise<void>) => async (event: FeatureEvent) => {
  await take(event);
  return [];
};

/** Alerts of others and of our own, and what else operators are to know. */
export const handler = makeEventHandler(eventHandlerFromEnv('operations'), {
  'system.alert': (event) => takeAlert(deps, event),
  'email.failed': hear(hearing.deadLetter),
  'lead.escalated': hear(hearing.escalated),
  'lead.acknowledged': hear(hearing.acknowledged),
  'sms.sent': hear(hearing.textSent),
  'sms.unknown': hear(hearing.textUnknown),
  'sms.refused': hear(hearing.textRefused),
});

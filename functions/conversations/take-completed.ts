import { readLeniently } from '../bus/lenient.ts';
import type { FeatureEvent } from '../bus/take-event.ts';
import type { Fault } from '../platform/errors.ts';
import { checked, invalid } from '../platform/faults.ts';
import { idSchema } from '../platform/fields.ts';
import { consentFaults, givenConsents } from '../preferences/consent-times.ts';
import { complete, type CompleteDeps } from './complete.ts';
import { type Conversation, conversationSchema, timeFaults } from './conversation.ts';

/**
 * A conversation that ended, as the bus tells it: nobody can send it again, so what can be taken is. Answers what was
 * left out. @throws ServiceError `invalid` without an id.
 */
export const takeCompleted = async (
  deps: CompleteDeps,
  { detail: { id, ...payload }, at }: FeatureEvent,
): Promise<readonly Fault[]> => {
  const read = readLeniently(conversationSchema, payload, {
    version: 1,
    startedAt: new Date(at).toISOString(),
    endedAt: new Date(at).toISOString(),
    channel: 'chat',
    outcome: 'other',
    messageCount: 0,
  });
  if (!read.ok) throw invalid(read.faults);
  const { conversation, leftOut } = withPlausibleTimes(read.value, { at, now: deps.now() });
  const all = [...read.leftOut, ...leftOut];
  const audit = { at: deps.now(), by: 'service', how: 'bus_event' } as const;
  await complete(deps, checked(idSchema, id, '/id'), conversation, {
    audit,
    at,
    leftOut: all.map(({ pointer, detail }) => `${pointer}: ${detail}`),
  });
  return all;
};

/** A clock that is wrong loses no conversation: it ended when the bus told of it, and consents are not given yet. */
const withPlausibleTimes = (
  conversation: Conversation,
  { at, now }: { at: number; now: number },
): { conversation: Conversation; leftOut: Fault[] } => {
  const { customer } = conversation;
  const wrongEnd = timeFaults(conversation, now);
  const wrongConsent = consentFaults(customer.consent, now, '/customer/consent');
  return {
    conversation: {
      ...conversation,
      ...(wrongEnd.length > 0 && { startedAt: at, endedAt: at }),
      ...(customer.consent &&
        wrongConsent.length > 0 && {
          customer: { ...customer, consent: givenConsents(customer.consent, now) },
        }),
    },
    leftOut: [...wrongEnd, ...wrongConsent],
  };
};

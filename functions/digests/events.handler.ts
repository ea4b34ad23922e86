import { makeEventHandler } from '../bus/event-handler.ts';
import { eventHandlerFromEnv } from '../bus/from-env.ts';
import { hearOfMail, heardFacts, makeTeamAddresses } from './engagement.ts';
import { engagementDepsFromEnv } from './from-env.ts';

const deps = engagementDepsFromEnv();
const heard = { engagement: deps.engagement, isOfTeam: makeTeamAddresses(deps) };

/** What became of mails about leads, appointments and conversations. */
export const handler = makeEventHandler(
  eventHandlerFromEnv('digests'),
  Object.fromEntries(
    Object.entries(heardFacts).map(([type, fact]) => [type, (event) => hearOfMail(heard, fact, event)]),
  ),
);

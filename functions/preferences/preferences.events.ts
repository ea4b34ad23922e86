import * as z from 'zod';
import type { EventOut } from '../bus/documented-event.ts';
import { optOutSwitches } from '../contract/category.ts';
import { acceptedExample } from '../contract/email-examples.ts';
import { relatedFields } from '../contract/email-event.ts';
import { changedByWhom } from './audit.ts';

const switchesSchema = z.array(
  z.enum(optOutSwitches).meta({ id: 'OptOutSwitch', description: 'What a recipient may refuse.' }),
);

export const preferencesDetailSchema = z.object({
  recipient: z.string().describe('Whose they are.'),
  off: switchesSchema.describe('What they refuse from now on, and did not before.'),
  on: switchesSchema.describe('What they take again.'),
  by: z
    .enum(changedByWhom)
    .meta({ id: 'ChangedBy', description: 'Who changed preferences.' })
    .describe('Who changed it.'),
  messageId: z.string().optional().describe('Of the e-mail whose link or complaint it came from.'),
  ...relatedFields,
});
export type PreferencesDetail = z.infer<typeof preferencesDetailSchema>;

/** What recipients turn on and off, as the bus is told of it. */
export const preferencesEvents: readonly EventOut[] = [
  {
    direction: 'out',
    type: 'preferences.changed',
    summary: 'Something of what a recipient wants has changed.',
    description:
      'Also where neither list has anything, since other fields changed or the address was suppressed: `GET /v1/preferences/{email}` has what is so now. The ids and metadata are those of the e-mail that it came from.',
    detail: preferencesDetailSchema,
    sameBy: [],
    example: {
      recipient: 'ada@example.com',
      off: ['marketingEmails'],
      on: [],
      by: 'recipient',
      messageId: acceptedExample.id,
      leadId: 'lead-7',
    },
  },
];

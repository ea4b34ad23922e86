import * as z from 'zod';
import { dealValueSchema } from '../contract/deal-value.ts';
import { MINUTE } from '../platform/clock.ts';
import type { Fault } from '../platform/errors.ts';
import { idSchema, instantSchema, lineSchema } from '../platform/fields.ts';
import { isBlank } from '../platform/one-line.ts';
import { sha256Hex } from '../platform/ids.ts';
import { activityTypes } from '../reps/timeline-entries.ts';

const activityTypeSchema = z.enum(activityTypes).meta({ id: 'ActivityType', description: 'What a rep did.' });

const word = (longest: number) =>
  lineSchema(longest)
    .min(1)
    .refine((text) => !isBlank(text), {
      error: 'Must not be blank.',
      params: { code: 'too_small' },
    });

/** What is told of an activity beside its id. */
export const toldFields = {
  repId: idSchema.describe('Id of the rep who did it.'),
  type: activityTypeSchema.describe('What it was.'),
  at: instantSchema.describe('When it was, not in the future.'),
  leadId: idSchema.optional().describe('Id of the lead that it was about.'),
  dealId: idSchema
    .optional()
    .describe('Of `deal`: what tells it from other deals; `leadId` when left out, else `id`.'),
  stage: word(100).optional().describe('Of `deal`: the stage that it is in, such as `proposal`.'),
  value: dealValueSchema.optional().describe('Of `deal`: what it is worth.'),
  outcome: word(200).optional().describe('What came of it, such as `reached`.'),
  title: lineSchema(500).optional().describe('In a few words.'),
};

const activityFields = {
  id: idSchema.describe('Your id of it: told again, it is the same activity.'),
  ...toldFields,
};

/** Something that a rep did, as whoever saw it tells it. */
export const activitySchema = z
  .strictObject(activityFields)
  .meta({ id: 'Activity', description: 'Something that a rep did.' });
export type Activity = z.infer<typeof activitySchema>;

/** Clocks of others may be ahead of ours by so much. */
const AHEAD_MS = 5 * MINUTE;

/** What is wrong with the time of an activity; `pointer` is where it stands. */
export const timeFaults = ({ at }: Pick<Activity, 'at'>, now: number, pointer: string): Fault[] =>
  at <= now + AHEAD_MS
    ? []
    : [{ pointer, code: 'in_the_future', detail: 'An activity is told when it is done, not before.' }];

/**
 * What tells the deal of an activity from others; undefined for what is about none. Whoever is erased takes ids along, and
 * the deal stays one: it is a hash.
 */
export const dealOf = (activity: Activity): string | undefined =>
  activity.type === 'deal' ? sha256Hex(JSON.stringify(dealName(activity))).slice(0, 24) : undefined;

const dealName = ({ dealId, leadId, id }: Activity): [string, string] => {
  if (dealId !== undefined) return ['deal', dealId];
  return leadId === undefined ? ['activity', id] : ['lead', leadId];
};

/** An activity as it is exported. */
export const activityViewSchema = z
  .object({ ...activityFields, at: z.iso.datetime().describe('When it was.') })
  .meta({ id: 'ExportedActivity', description: 'Something that a rep did about one of their leads.' });

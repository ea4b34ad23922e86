import * as z from 'zod';
import { clockTime, section, text } from '../platform/config-fields.ts';
import { DAY, HOUR } from '../platform/clock.ts';
import { contentHash } from '../platform/ids.ts';
import { weekdays } from '../platform/local-time.ts';
import { conditionSchema, pathSchema } from './condition.ts';
import { eventTypes, isOfSequences } from './event-types.ts';
import { isDurationWithin, name, stepSchema } from './step.ts';
import { stepFaults } from './step-faults.ts';

const MOST_STEPS = 30;

/** When mails may leave, on the recipient's clocks; `from` later than `to` is over midnight. */
const windowSchema = section({
  from: clockTime,
  to: clockTime,
  days: z
    .array(z.enum(weekdays, { error: weekdays.join(', ') }), { error: 'a list of days, such as [mon, tue]' })
    .min(1, { error: 'a list of days, such as [mon, tue]' })
    .default([...weekdays]),
}).refine(({ from, to }) => from !== to, { error: 'from and to that differ' });
export type Window = z.infer<typeof windowSchema>;

const eventType = z.enum(eventTypes, { error: `an event: ${eventTypes.join(', ')}` });
const conditions = z.array(conditionSchema, { error: 'a list of conditions' }).max(20).default([]);

const endSchema = section({
  event: eventType,
  when: conditions,
  /** Of another id than the enrolling one. */
  other: z.boolean({ error: 'true or false' }).default(false),
  goal: z.boolean({ error: 'true or false' }).default(false),
});
export type EndRule = z.infer<typeof endSchema>;

const NEVER = 'never';
const againAfterWords = 'an ISO 8601 duration from PT1H to P3660D, such as P30D, or never';
const againAfter = z
  .string({ error: againAfterWords })
  .refine((duration) => duration === NEVER || isDurationWithin(duration, HOUR, 3660 * DAY), {
    error: againAfterWords,
  });
/** Sequences that enrol each other go round once a day at the most. */
const mayFollowSequences = (again: string): boolean =>
  again === NEVER || isDurationWithin(again, DAY, Infinity);

/** A sequence as it is kept: what has begun goes on by it, whatever is asked of files since. */
export const keptDefinitionSchema = z.strictObject(
  {
    kind: name('kind'),
    description: text(300),
    enroll: section({
      on: eventType,
      when: conditions,
      recipient: pathSchema,
      key: pathSchema,
      data: z
        .record(z.string().regex(/^[A-Za-z]\w{0,63}$/), pathSchema, { error: 'paths by name' })
        .default({}),
    }).optional(),
    again_after: againAfter.default('never'),
    ends_on: z.array(endSchema, { error: 'a list of events' }).max(20).default([]),
    window: windowSchema.optional(),
    holdout: z
      .int({ error: 'a whole number from 0 to 100' })
      .min(0, { error: 'a whole number from 0 to 100' })
      .max(100, { error: 'a whole number from 0 to 100' })
      .default(0),
    steps: z
      .array(stepSchema, { error: 'a list of steps' })
      .min(1, { error: 'a list of 1 to 30 steps' })
      .max(MOST_STEPS, { error: 'a list of 1 to 30 steps' }),
  },
  {
    error:
      'a sequence with kind, description, steps and, where wanted, enroll, again_after, ends_on, window, holdout',
  },
);

/** A sequence as `sequences/<name>.yaml` says it. */
export const definitionSchema = keptDefinitionSchema.superRefine(
  ({ enroll, again_after, steps }, context) => {
    if (enroll !== undefined && isOfSequences(enroll.on) && !mayFollowSequences(again_after)) {
      const message = `P1D at least, or never, where ${enroll.on} enrols`;
      context.addIssue({ code: 'custom', path: ['again_after'], message });
    }
    for (const { path, message } of stepFaults(steps)) {
      context.addIssue({ code: 'custom', path: ['steps', ...path], message });
    }
  },
);
export type Definition = z.infer<typeof definitionSchema>;

/** Sequences by their names. */
export const definitionsSchema = z.record(z.string(), definitionSchema);
export type Definitions = Readonly<Record<string, Definition>>;

/** Of what a sequence says: enrolments end on the version that they began with. */
export const versionOf = (definition: Definition): string => contentHash(definition).slice(0, 12);

/** The templates that a sequence sends. */
export const templatesOf = ({ steps }: Pick<Definition, 'steps'>): string[] => [
  ...new Set(steps.flatMap((step) => ('send' in step ? [step.send] : []))),
];

import { checkSections, type Config } from '../platform/config.ts';
import { DAY, HOUR } from '../platform/clock.ts';
import { flag, isoDuration, listOf, section } from '../platform/config-fields.ts';
import { parseDuration } from '../platform/duration.ts';
import { isDurationWithin, name } from './step.ts';

const expireAfter = isoDuration.refine((duration) => isDurationWithin(duration, HOUR, 3660 * DAY), {
  error: 'an ISO 8601 duration from PT1H to P3660D, such as P7D',
});

/** `sequences` of app.yaml. */
export const sequencesSection = section({
  enabled: flag.default(true),
  off: listOf(name('sequence'), 'a list of sequences').default([]),
  expire_after: expireAfter.default('P7D'),
}).prefault({});

/** What this room reads of the configuration. */
export interface SequenceConfig {
  /** Whether a sequence enrols, and its enrolments go on. */
  isOn: (sequence: string) => boolean;
  /** How late a step may be, in milliseconds. */
  expireAfterMs: number;
}

export const sequenceConfigOf = ({ sections }: Pick<Config, 'sections'>): SequenceConfig => {
  const { enabled, off, expire_after } = checkSections(sequencesSection, sections['sequences'], 'sequences');
  return {
    isOn: (sequence) => enabled && !off.includes(sequence),
    expireAfterMs: parseDuration(expire_after) ?? 0,
  };
};

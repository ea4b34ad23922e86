import { alertThresholdOf } from '../contract/lead-band.ts';
import { checkSections, type Config } from '../platform/config.ts';
import { HOUR } from '../platform/clock.ts';
import { isoDuration, listOf, section, text, wholeNumber } from '../platform/config-fields.ts';
import { parseDuration } from '../platform/duration.ts';

const LONGEST_LATE_MS = 12 * HOUR;

const isOnce = (names: readonly string[]): boolean => new Set(names).size === names.length;
const maxLate = isoDuration.refine(
  (duration) => {
    const ms = parseDuration(duration) ?? 0;
    return ms > 0 && ms <= LONGEST_LATE_MS;
  },
  { error: 'an ISO 8601 duration of at most PT12H' },
);

/** `digests` of app.yaml. */
export const digestsSection = section({
  min_base: wholeNumber(1, 1000).default(30),
  stages: listOf(text(100), 'a list of stages')
    .min(1, { error: 'at least one stage' })
    .max(30, { error: 'at most 30 stages' })
    .refine(isOnce, { error: 'each stage once' })
    .default(['new', 'qualified', 'proposal', 'negotiation', 'won', 'lost']),
  max_late: maxLate.default('PT6H'),
}).prefault({});

/** What this room reads of the configuration. */
export interface DigestConfig {
  /** From which base on a share is told as a percentage. */
  minBase: number;
  /** In the order of the pipeline. */
  stages: readonly string[];
  /** How late a digest may leave, in milliseconds. */
  maxLateMs: number;
  /** The score from which leads are alerted. */
  threshold: number;
}

export const digestConfigOf = ({ sections, email }: Pick<Config, 'sections' | 'email'>): DigestConfig => {
  const { min_base, stages, max_late } = checkSections(digestsSection, sections['digests'], 'digests');
  return {
    minBase: min_base,
    stages,
    maxLateMs: parseDuration(max_late) ?? 0,
    threshold: alertThresholdOf({ email }),
  };
};

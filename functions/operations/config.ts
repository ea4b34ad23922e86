import { checkSections, type Config } from '../platform/config.ts';
import { DAY, HOUR, MINUTE } from '../platform/clock.ts';
import { emailAddress, flag, isoDuration, oneOf, section, wholeNumber } from '../platform/config-fields.ts';
import { parseDuration } from '../platform/duration.ts';
import { type Weekday, weekdays } from '../platform/local-time.ts';
import type { GroupRules } from './alert-group.ts';

const within = (least: number, most: number, words: string) =>
  isoDuration.refine(
    (duration) => {
      const ms = parseDuration(duration) ?? 0;
      return ms >= least && ms <= most;
    },
    { error: `an ISO 8601 duration from ${words}` },
  );

/** `operations` of app.yaml. */
export const operationsSection = section({
  alarm_email: emailAddress.nullable().default(null),
  notice_email: emailAddress.nullable().default(null),
  group_wait: within(0, HOUR, 'PT0S to PT1H').default('PT1M'),
  group_interval: within(MINUTE, DAY, 'PT1M to P1D').default('PT30M'),
  repeat: within(10 * MINUTE, 7 * DAY, 'PT10M to P7D').default('PT4H'),
  weekly_report: section({
    enabled: flag.default(true),
    day: oneOf(weekdays).default('mon'),
    hour: wholeNumber(0, 23).default(8),
  }).prefault({}),
}).prefault({});

/** What this room reads of the configuration. */
export interface OperationsConfig {
  /** Who hears of alarms by SNS; nobody where it is undefined. */
  alarmEmail: string | undefined;
  /** Who gets notices and reports. */
  noticeEmail: string;
  grouping: GroupRules;
  /** When reports are due, on the clocks of the company; undefined where they are off. */
  report: { day: Weekday; hour: number; timezone: string } | undefined;
}

export const operationsConfigOf = ({
  sections,
  email,
  localization,
}: Pick<Config, 'sections' | 'email' | 'localization'>): OperationsConfig => {
  const own = checkSections(operationsSection, sections['operations'], 'operations');
  const { enabled, day, hour } = own.weekly_report;
  const ms = (duration: string): number => parseDuration(duration) ?? 0;
  return {
    alarmEmail: own.alarm_email ?? undefined,
    noticeEmail: own.notice_email ?? email.sending.reply_to,
    grouping: {
      waitMs: ms(own.group_wait),
      intervalMs: ms(own.group_interval),
      repeatMs: ms(own.repeat),
    },
    report: enabled ? { day, hour, timezone: localization.timezone } : undefined,
  };
};

import type { Config } from '../platform/config.ts';
import { localMinutes, minutesOf, nextLocalTime, nextShownTime } from '../platform/local-time.ts';
import type { QuietHours, Recipient } from './recipient.ts';

/** What holds for a recipient: their own choice, else the default of app.yaml. */
export interface Settings {
  summaryFormat: NonNullable<Recipient['summaryFormat']>;
  summaryFrequency: NonNullable<Recipient['summaryFrequency']>;
  summaryHour: number;
  marketingPerWeek: number | undefined;
  timezone: string;
  quietHours: QuietHours | undefined;
}

/** `timezone` is what the message knows of its reader, for recipients who have named none. */
export const settingsOf = (
  recipient: Recipient | undefined,
  config: Pick<Config, 'preferences' | 'localization'>,
  timezone?: string,
): Settings => {
  const defaults = config.preferences;
  return {
    summaryFormat: recipient?.summaryFormat ?? defaults.summary_format,
    summaryFrequency: recipient?.summaryFrequency ?? defaults.summary_frequency,
    summaryHour: recipient?.summaryHour ?? defaults.summary_hour,
    marketingPerWeek: recipient?.marketingPerWeek ?? defaults.marketing_per_week ?? undefined,
    timezone: recipient?.timezone ?? timezone ?? config.localization.timezone,
    quietHours: recipient?.quietHours ?? defaults.quiet_hours ?? undefined,
  };
};

/** When quiet hours that hold now end; undefined outside of them. */
export const quietUntil = (
  { quietHours, timezone }: Pick<Settings, 'quietHours' | 'timezone'>,
  now: number,
): number | undefined => {
  if (quietHours === undefined) return undefined;
  const [from, to, at] = [minutesOf(quietHours.from), minutesOf(quietHours.to), localMinutes(now, timezone)];
  const isQuiet = from <= to ? from <= at && at < to : at >= from || at < to;
  return isQuiet ? nextShownTime(now, timezone, quietHours.to) : undefined;
};

/** When summaries that are gathered from now on leave; undefined when they are not gathered. */
export const gatheredUntil = (
  settings: Pick<Settings, 'summaryFrequency' | 'summaryHour' | 'timezone'>,
  config: Pick<Config, 'preferences'>,
  now: number,
): number | undefined => {
  const clock = `${String(settings.summaryHour).padStart(2, '0')}:00`;
  switch (settings.summaryFrequency) {
    case 'daily':
      return nextLocalTime(now, settings.timezone, clock);
    case 'weekly':
      return nextLocalTime(now, settings.timezone, clock, config.preferences.summary_weekday);
    case 'immediate':
    case 'never':
      return undefined;
  }
};

import { MINUTE, toBasicIso, toIso } from '../platform/clock.ts';

/** What the web calendars take of an appointment. */
export interface LinkedEntry {
  title: string;
  /** Epoch milliseconds. */
  startAt: number;
  durationMinutes: number;
  /** Few words: all of it stands in the address, which mail programs cut off when it is long. */
  details: string;
  location: string | undefined;
}

const extended = (epochMs: number): string => toIso(epochMs).replace('.000', '');

const address = (base: string, parameters: Readonly<Record<string, string | undefined>>): string => {
  const url = new URL(base);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== '') url.searchParams.set(name, value);
  }
  return url.href;
};

const outlook = (host: string, entry: LinkedEntry): string =>
  address(`https://${host}/calendar/deeplink/compose`, {
    path: '/calendar/action/compose',
    rru: 'addevent',
    // Without `Z` Outlook reads them on its own clock (add2cal/calendar-link#523).
    startdt: extended(entry.startAt),
    enddt: extended(entry.startAt + entry.durationMinutes * MINUTE),
    subject: entry.title,
    body: entry.details,
    location: entry.location,
  });

/** Links that put an appointment into a web calendar, all in UTC (forms as add-event-to-calendar-docs has them). */
export const calendarLinks = (
  entry: LinkedEntry,
): Record<'google' | 'outlook' | 'office365' | 'yahoo', string> => {
  const [start, end] = [entry.startAt, entry.startAt + entry.durationMinutes * MINUTE].map(toBasicIso);
  return {
    google: address('https://calendar.google.com/calendar/render', {
      action: 'TEMPLATE',
      text: entry.title,
      dates: `${start}/${end}`,
      details: entry.details,
      location: entry.location,
    }),
    outlook: outlook('outlook.live.com', entry),
    office365: outlook('outlook.office.com', entry),
    yahoo: address('https://calendar.yahoo.com/', {
      v: '60',
      title: entry.title,
      st: start,
      et: end,
      desc: entry.details,
      in_loc: entry.location,
    }),
  };
};

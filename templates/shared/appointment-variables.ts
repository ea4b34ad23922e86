/** Variables that the mails about appointments share, and how those mails tell a time. */

const link = <const D extends string, const E extends string>(description: D, example: E) =>
  ({ type: 'string', format: 'https-url', maxLength: 2000, description, example }) as const;

/** A page of ours, which on a developer's machine has no https. */
const ownLink = <const D extends string, const E extends string>(description: D, example: E) =>
  ({ ...link(description, example), format: 'url' }) as const;

const moment = <const D extends string, const E extends string>(description: D, example: E) =>
  ({ type: 'string', format: 'date-time', required: true, description, example }) as const;

const timezone = {
  type: 'string',
  format: 'timezone',
  required: true,
  description: 'The zone that the appointment was made in.',
  example: 'Europe/Berlin',
} as const;

/** What is known of every appointment; each mail shows of it what its reader needs. */
export const appointmentVariables = {
  title: {
    type: 'string',
    required: true,
    maxLength: 200,
    description: 'What it is about.',
    example: 'Demo of the Business plan',
  },
  start: moment('When it begins.', '2027-03-05T09:00:00Z'),
  endsAt: moment('When it ends.', '2027-03-05T09:45:00Z'),
  timezone,
  kind: {
    type: 'string',
    enum: ['video', 'phone', 'on_site'],
    required: true,
    description: 'How people meet.',
    example: 'video',
  },
  audience: {
    type: 'string',
    enum: ['customer', 'attendee', 'rep'],
    required: true,
    description: 'Who reads it; only a rep sees who the customer is.',
    example: 'customer',
  },
  joinUrl: link('Where the video call is.', 'https://meet.example.com/abc-defg'),
  dialIn: {
    type: 'string',
    maxLength: 500,
    description: 'The number to call, and what to type then; line breaks are kept.',
    example: '+49 30 1234567\nPIN 4711',
  },
  location: {
    type: 'string',
    maxLength: 500,
    description: 'The address, shown where people meet on site; line breaks are kept.',
    example: 'Main Street 1\n10115 Berlin',
  },
  agenda: {
    type: 'string',
    maxLength: 5000,
    description: 'What will be talked about: plain lines.',
    example: 'Your questions\nThe Business plan',
  },
  preparation: {
    type: 'string',
    maxLength: 5000,
    description: 'What to do or have at hand before: plain lines.',
    example: 'Have last month’s bill at hand.',
  },
  materials: {
    type: 'array',
    maxItems: 20,
    items: {
      type: 'object',
      properties: {
        title: {
          type: 'string',
          required: true,
          maxLength: 200,
          description: 'What it is.',
          example: 'Price list',
        },
        url: { ...link('Where it is.', 'https://example.com/prices.pdf'), required: true },
      },
    },
    description: 'What to read before.',
    example: [{ title: 'Price list', url: 'https://example.com/prices.pdf' }],
  },
  rep: {
    type: 'object',
    properties: {
      name: { type: 'string', maxLength: 200, description: 'Their name.', example: 'Grace Hopper' },
      phone: { type: 'string', maxLength: 50, description: 'Their phone.', example: '+49 30 123456' },
    },
    description: 'Who of us the appointment is with.',
    example: { name: 'Grace Hopper', phone: '+49 30 123456' },
  },
  customer: {
    type: 'object',
    properties: {
      name: { type: 'string', maxLength: 200, description: 'Their name.', example: 'Ada Lovelace' },
      email: { type: 'string', maxLength: 320, description: 'Their address.', example: 'ada@example.com' },
      phone: { type: 'string', maxLength: 50, description: 'Their phone.', example: '+44 20 7946 0000' },
      company: { type: 'string', maxLength: 200, description: 'Where they work.', example: 'Analytical Ltd' },
    },
    description: 'Whom the appointment is with; shown to a rep alone.',
    example: { name: 'Ada Lovelace', email: 'ada@example.com', company: 'Analytical Ltd' },
  },
} as const;

export const manageUrl = ownLink('Where the reader changes or cancels it.', 'https://example.com/a/abc');

export const bookingUrl = link('Where another time can be chosen.', 'https://example.com/book/grace');

export const reason = {
  type: 'string',
  maxLength: 500,
  description: 'Why, in the words of who did it; shown as text.',
  example: 'The conference room is being rebuilt.',
} as const;

const calendarLink = <const D extends string, const E extends string>(description: D, example: E) =>
  ({ ...link(description, example), maxLength: 8000 }) as const;

export const calendarLinks = {
  type: 'object',
  properties: {
    google: calendarLink('Google Calendar.', 'https://calendar.google.com/calendar/render?action=TEMPLATE'),
    outlook: calendarLink('Outlook.com.', 'https://outlook.live.com/calendar/deeplink/compose'),
    office365: calendarLink('Microsoft 365.', 'https://outlook.office.com/calendar/deeplink/compose'),
    yahoo: calendarLink('Yahoo Calendar.', 'https://calendar.yahoo.com/?v=60'),
    ics: ownLink('A file for any other.', 'https://example.com/invite.ics'),
  },
  description: 'Links that put it into a calendar.',
  example: { google: 'https://calendar.google.com/calendar/render?action=TEMPLATE' },
} as const;

export const before = {
  type: 'object',
  properties: {
    start: moment('When it would have begun.', '2027-03-04T13:00:00Z'),
    endsAt: moment('When it would have ended.', '2027-03-04T13:45:00Z'),
    timezone,
  },
  description: 'The time that held before.',
  example: { start: '2027-03-04T13:00:00Z', endsAt: '2027-03-04T13:45:00Z', timezone: 'Europe/Berlin' },
} as const;

export const alternatives = {
  type: 'array',
  maxItems: 10,
  items: {
    type: 'object',
    properties: {
      start: moment('When it would begin.', '2027-03-09T13:00:00Z'),
      url: { ...ownLink('Where that time is asked for.', 'https://example.com/book/1'), required: true },
    },
  },
  description: 'Other times that are free.',
  example: [{ start: '2027-03-09T13:00:00Z', url: 'https://example.com/book/1' }],
} as const;

export const ratings = {
  type: 'array',
  required: true,
  maxItems: 5,
  items: {
    type: 'object',
    properties: {
      value: {
        type: 'integer',
        required: true,
        minimum: 1,
        maximum: 5,
        description: 'From 1, the worst, to 5.',
        example: 5,
      },
      url: {
        ...ownLink('Where this answer is given.', 'https://example.com/f/abc?rating=5'),
        required: true,
      },
    },
  },
  description: 'The answers to choose from, in order.',
  example: [
    { value: 1, url: 'https://example.com/f/abc?rating=1' },
    { value: 5, url: 'https://example.com/f/abc?rating=5' },
  ],
} as const;

const isDifferent =
  "date(it.start, 'full') + time(it.start) !== date(it.start, 'full', it.timezone) + time(it.start, '', it.timezone)";
/** Who meets on site goes by the clocks there, all others by their own. */
const firstZone = "(it.kind === 'on_site' ? it.timezone : it.mail.timezone)";

/**
 * Expressions of subjects. A time on clocks that are not the reader's names its zone.
 * The title is cut so that the longest date leaves it within the 70 characters that desktops show.
 */
export const shortTitle = `truncate(it.title, it.kind === 'on_site' && ${isDifferent} ? 18 : 24)`;
const shortTime = `time(it.start, it.kind === 'on_site' && ${isDifferent} ? 'zone' : '', ${firstZone})`;
export const shortWhen = `date(it.start, 'weekday', ${firstZone}) + ', ' + date(it.start, 'medium', ${firstZone}) + ', ' + ${shortTime}`;
/** Without weekday and time, for subjects that say more. */
export const shortDay = `date(it.start, 'medium', ${firstZone})`;
/** Beside "tomorrow" and "in 1 hour", which are the reader's: on other clocks only where it is the same day. */
export const timeOfDay = `time(it.start, it.kind === 'on_site' && ${isDifferent} ? 'zone' : '', it.kind === 'on_site' && date(it.start, 'full') === date(it.start, 'full', it.timezone) ? it.timezone : it.mail.timezone)`;
/** What goes on from a subject that tells when it begins. */
export const kindAndEnd = `t('kindAndEnd', 'kind', t('kind_' + it.kind), 'end', (date(it.start, 'full', ${firstZone}) !== date(it.endsAt, 'full', ${firstZone}) ? date(it.endsAt, 'full', ${firstZone}) + ', ' : '') + time(it.endsAt, '', ${firstZone}), 'zone', zone(it.start, ${firstZone}))`;

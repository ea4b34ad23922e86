/** The service's clock as last heard, which is not that of the browser. */
export const clock = { now: Date.now() };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const full = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short' });
const zone = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short' });

export const fullTime = (iso) => full.format(new Date(iso));
export const timeOf = (iso) => time.format(new Date(iso));
export const dayOf = (iso) => day.format(new Date(iso));

/** Weekday, day and time, and zone: what a clock shows where there is room for all. */
export const clockParts = (ms) => {
  const at = new Date(ms);
  const zoneName = zone.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value;
  return [weekday.format(at), `${day.format(at)} ${time.format(at)}`, zoneName ?? ''];
};

/** A length of time in its largest fitting unit: 40 s, 5 min, 3 h, 2 d. */
export const lengthOf = (ms) => {
  if (ms < 1000) return `${ms} ms`;
  if (ms < MINUTE) return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  return ms < DAY ? `${Math.floor(ms / HOUR)} h` : `${Math.floor(ms / DAY)} d`;
};

/** How long ago by the service's clock; a date when more than a week. */
export const ago = (iso) => {
  const past = clock.now - Date.parse(iso);
  if (past < MINUTE) return 'just now';
  return past < 7 * DAY ? `${lengthOf(past)} ago` : day.format(new Date(iso));
};

export const bytes = (count) => (count < 1024 ? `${count} B` : `${(count / 1024).toFixed(1)} KB`);

/** What a status or a timeline type looks like. */
export const toneOf = (word) =>
  ({
    delivered: 'good',
    opened: 'good',
    clicked: 'good',
    replied: 'good',
    bounced: 'bad',
    failed: 'bad',
    complained: 'bad',
    deferred: 'warn',
    unsubscribed: 'warn',
    retried: 'warn',
    scheduled: 'busy',
    queued: 'busy',
    sending: 'busy',
    sent: 'busy',
  })[word] ?? 'mute';

export const statuses = {
  scheduled: 'It waits for its time.',
  queued: 'It waits for its turn to be sent.',
  sending: 'It is being handed to Mailgun.',
  sent: 'Mailgun has it; the recipient’s server has not answered yet.',
  delivered: 'The recipient’s mail server took it.',
  bounced: 'The recipient’s mail server refused it for good.',
  failed: 'It could not be sent.',
  skipped: 'It was not sent, on purpose.',
  cancelled: 'It was called off before it left.',
};

export const reasons = {
  opted_out: 'The recipient has refused this category.',
  no_consent: 'The recipient has not consented to this category.',
  suppressed_bounce: 'Mail to this address bounced before.',
  suppressed_complaint: 'The recipient has complained about spam.',
  suppressed_manual: 'The address is suppressed by hand.',
  disabled: 'The template is switched off in app.yaml.',
  expired: 'It was too late to be of use.',
  superseded: 'A newer message took its place.',
  frequency_cap: 'The recipient has had enough of this category for now.',
  paused: 'Its category or template is paused.',
  sandbox: 'This stage may not write to that address.',
  outcome_unknown: 'Mailgun may or may not have taken it, so it is not sent again by itself.',
  rejected: 'Mailgun refused it.',
  dead_lettered: 'It failed too often and was set aside.',
  no_address: 'There is no address to send to.',
  no_content: 'There is nothing to say in it, or its content is no longer kept.',
};

/** "Ada Lovelace" <ada@example.com> → its name, or the address. */
export const nameOf = (address) => /^"?([^"<]+?)"?\s*</.exec(address)?.[1] ?? address;

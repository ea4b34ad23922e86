/** Older than every provider: what a list dates before this was never dated (an epoch of 0, a Go zero time). */
const EARLIEST = Date.UTC(2000, 0, 1);

const iso =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(\.\d{1,3})?\d*)?)? ?(?:(Z|UTC|GMT)|([+-]\d\d):?(\d\d)?)?$/i;
const rfc2822 =
  /^(?:[a-z]{3}, ?)?\d{1,2} [a-z]{3} [1-9]\d{3} \d\d:\d\d(?::\d\d)?(?: (?:[a-z]{1,4}|[+-]\d{4}))?$/i;
const epoch = /^\d{9,13}(?:\.\d+)?$/;

/**
 * When something came onto a list, as lists of providers write it: RFC 2822 (Mailgun), ISO 8601 with or without a zone
 * (UTC then), or an epoch in seconds (SendGrid) or milliseconds. Epoch milliseconds; undefined where it says nothing
 * that can be.
 */
export const listedDate = (value: unknown): number | undefined => {
  const at = instantOf(value instanceof Date ? value.getTime() : value);
  return at !== undefined && at >= EARLIEST ? at : undefined;
};

const instantOf = (value: unknown): number | undefined => {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const text = String(value).trim();
  if (epoch.test(text)) return Math.trunc(Number(text) * (Number(text) < 1e11 ? 1000 : 1));
  const at = Date.parse(isoText(text) ?? rfc2822Text(text) ?? '');
  return Number.isNaN(at) ? undefined : at;
};

const isoText = (text: string): string | undefined => {
  const found = iso.exec(text);
  if (found === null) return undefined;
  const [, day, time = '00:00', seconds = '00', fraction = '', , hours, minutes = '00'] = found;
  return `${day}T${time}:${seconds}${fraction}${hours === undefined ? 'Z' : `${hours}:${minutes}`}`;
};

/** `Date.parse` would read a time without a zone on the clocks of the machine. */
const rfc2822Text = (text: string): string | undefined => {
  if (!rfc2822.test(text)) return undefined;
  return /\d$/.test(text) && !/[+-]\d{4}$/.test(text) ? `${text} UTC` : text;
};

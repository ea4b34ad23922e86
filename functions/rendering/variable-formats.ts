import * as z from 'zod';
import { instantOf } from '../platform/iso-time.ts';
import { isLocale, isTimezone } from '../platform/intl.ts';

const takenBy =
  (schema: z.ZodType) =>
  (value: string): boolean =>
    schema.safeParse(value).success;
const isUrl = (value: string): boolean =>
  /^(https?:\/\/|mailto:|tel:)\S+$/i.test(value) && URL.canParse(value);
const isMailAddress = (value: string): boolean => /^[^\s@<>]+@[^\s@<>]+$/.test(value);
const URL_DETAIL = 'Must be a URL that starts with https://, http://, mailto: or tel:.';

/** Formats that a variable may have, and what is held against each. */
export const formatChecks = {
  'date-time': {
    holds: (value: string) => instantOf(value) !== undefined,
    detail: 'Must be an ISO 8601 time with an offset, such as 2027-01-31T09:00:00+01:00.',
  },
  date: { holds: takenBy(z.iso.date()), detail: 'Must be a day, such as 2027-01-31.' },
  time: { holds: takenBy(z.iso.time()), detail: 'Must be a time of day, such as 09:00.' },
  duration: { holds: takenBy(z.iso.duration()), detail: 'Must be an ISO 8601 duration, such as PT30M.' },
  email: { holds: isMailAddress, detail: 'Must be an e-mail address.' },
  'idn-email': { holds: isMailAddress, detail: 'Must be an e-mail address.' },
  uri: { holds: isUrl, detail: URL_DETAIL },
  url: { holds: isUrl, detail: URL_DETAIL },
  iri: { holds: isUrl, detail: URL_DETAIL },
  'https-url': {
    holds: (value: string) => /^https:\/\/\S+$/i.test(value) && URL.canParse(value),
    detail: 'Must be a URL that starts with https://.',
  },
  hostname: { holds: takenBy(z.hostname()), detail: 'Must be the name of a host, such as example.com.' },
  uuid: { holds: takenBy(z.guid()), detail: 'Must be a UUID.' },
  phone: {
    holds: (value: string) => /^\+?[\d ()./-]{3,30}$/.test(value),
    detail: 'Must be a phone number, such as +49 30 123456.',
  },
  currency: {
    holds: (value: string) => /^[A-Z]{3}$/.test(value),
    detail: 'Must be a currency, such as EUR.',
  },
  timezone: { holds: isTimezone, detail: 'Must be an IANA time zone, such as Europe/Berlin.' },
  locale: { holds: isLocale, detail: 'Must be a BCP 47 language tag, such as de-AT.' },
};
export type VariableFormat = keyof typeof formatChecks;
const isFormat = (word: string): word is VariableFormat => Object.hasOwn(formatChecks, word);
export const variableFormats = Object.keys(formatChecks).filter(isFormat);

/** A value of each, for previews without data. */
export const exampleTexts: Readonly<Record<VariableFormat, string>> = {
  'date-time': '2027-01-31T09:00:00Z',
  date: '2027-01-31',
  email: 'ada@example.com',
  uri: 'https://example.com/',
  url: 'https://example.com/',
  iri: 'https://example.com/',
  'https-url': 'https://example.com/',
  'idn-email': 'ada@example.com',
  time: '09:00',
  duration: 'PT30M',
  hostname: 'example.com',
  uuid: '3f2b8f7e-5d0c-4c4e-9c39-6a0f0a7e2f10',
  phone: '+49 30 123456',
  timezone: 'Europe/Berlin',
  locale: 'en',
  currency: 'EUR',
};

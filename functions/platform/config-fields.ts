import * as z from 'zod';
import { isLocale, isTimezone } from './intl.ts';
import { isOneLine } from './one-line.ts';

// What values of app.yaml are made of. Each error says what is allowed, as a fault is told in one line.

export const emailAddress = z.email({ error: 'an e-mail address' });
export const domainName = z
  .string({ error: 'a domain name' })
  .regex(/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, {
    error: 'a domain name in lower case, such as mg.example.com',
  });
export const httpsUrl = z.string({ error: 'an https URL' }).refine(
  // What links are made by appending to, so it is taken as it stands and not as a parser would mend it.
  (url) => /^https:\/\/[^\s?#]*[^\s?#/]$/.test(url) && URL.canParse(url),
  { error: 'an https URL without a slash, query or fragment at its end' },
);
export const isoDuration = z
  .string({ error: 'an ISO 8601 duration' })
  .regex(/^P(?!$)(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?$/, {
    error: 'an ISO 8601 duration, such as PT10M',
  });
export const flag = z.boolean({ error: 'true or false' });
export const text = (maxLength: number) =>
  z
    .string({ error: 'a text' })
    .min(1, { error: 'a text that is not empty' })
    .max(maxLength, { error: `a text of at most ${maxLength} characters` })
    .refine(isOneLine, { error: 'a text without line breaks, control characters or marks that turn it' });
export const wholeNumber = (min: number, max: number) => {
  const error = `a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
};
export const oneOf = <const T extends readonly [string, ...string[]]>(words: T) =>
  z.enum(words, { error: words.join(', ').replace(/, ([^,]*)$/, ' or $1') });
export const section = <T extends z.ZodRawShape>(shape: T) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? undefined : `a section with ${Object.keys(shape).join(', ')}`,
  });

export const clockTime = z
  .string({ error: 'a time of day' })
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'a time of day, such as "22:00"' });

export const localeTag = z
  .string({ error: 'a language tag' })
  .refine(isLocale, { error: 'a BCP 47 language tag, such as de-AT' });
export const timezoneName = z
  .string({ error: 'a time zone' })
  .refine(isTimezone, { error: 'an IANA time zone, such as Europe/Berlin' });

export const listOf = <T extends z.ZodType>(item: T, words: string) => z.array(item, { error: words });

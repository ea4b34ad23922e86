import * as z from 'zod';
import { checkAddress } from './address.ts';
import { instantOf } from './iso-time.ts';
import { isLocale, isTimezone } from './intl.ts';
import { isOneLine, oneLinePattern } from './one-line.ts';

/** An e-mail address, normalised: its domain in lower-case ASCII. */
export const emailAddressSchema = z
  .string()
  .max(320)
  .transform((value, context) => {
    const checked = checkAddress(value);
    if (checked.ok) return checked.email;
    context.issues.push({
      code: 'custom',
      input: value,
      message: `The address ${checked.why}.`,
      params: { code: 'invalid_address' },
    });
    return z.NEVER;
  })
  .pipe(z.string())
  .meta({ format: 'email', examples: ['ada@example.com'] });

/** ISO 8601 with an offset; epoch milliseconds after parsing. */
export const instantSchema = z
  .string()
  .transform((value, context) => {
    const instant = instantOf(value);
    if (instant !== undefined) return instant;
    context.issues.push({
      code: 'custom',
      input: value,
      message: 'Must be an ISO 8601 time with an offset, such as 2027-01-31T09:00:00+01:00.',
      params: { code: 'invalid_format' },
    });
    return z.NEVER;
  })
  .meta({ format: 'date-time', examples: ['2027-01-31T09:00:00+01:00'] });

/** IANA. */
export const timezoneSchema = z
  .string()
  .max(64)
  .refine(isTimezone, {
    error: 'Must be an IANA time zone, such as Europe/Berlin.',
    params: { code: 'invalid_timezone' },
  });

const localeFault = {
  error: 'Must be a BCP 47 language tag, such as de-AT.',
  params: { code: 'invalid_locale' },
};

/** BCP 47, of any length. */
export const localeTagSchema = z.string().refine(isLocale, localeFault);

/** BCP 47, as a message names its reader's language. */
export const localeSchema = z.string().max(35).refine(isLocale, localeFault);

/** A text that stands on one line: in a header, a subject, a heading. */
export const lineSchema = (longest: number) =>
  z
    .string()
    .max(longest)
    .refine(isOneLine, { error: 'Must be on one line.', params: { code: 'header_injection' } })
    .meta({ pattern: oneLinePattern });

/** An id that a caller has given to something of theirs. */
export const idSchema = z
  .string()
  .min(1)
  .max(128)
  .refine(isOneLine, { error: 'Must not have control characters.' })
  .meta({ pattern: oneLinePattern });

/**
 * Any JSON value: what callers keep with us for themselves, or give to their own templates. It has no list of types
 * in the docs: generators of clients fail on one, and know what a schema without any is.
 */
export const jsonValueSchema = z.unknown().describe('Any JSON value.');

/** The id in a path. */
export const idParams = z.strictObject({ id: idSchema.describe('The id.') });
/** The address in a path. */
export const emailParams = z.strictObject({
  email: emailAddressSchema.describe('The e-mail address, URL-encoded.'),
});

import * as z from 'zod';
import { checkSections, type Config } from '../platform/config.ts';
import { listOf, section, text, wholeNumber } from '../platform/config-fields.ts';

const phoneNumber = z
  .string({ error: 'a phone number in quotes, such as "+4930123456"' })
  .regex(/^\+[1-9]\d{6,14}$/, { error: 'a phone number (E.164) in quotes, such as "+4930123456"' });

const identityWords =
  'what SMS come from: an id or ARN of a phone number or a pool, a phone number in quotes, a sender ID of up to 11 letters and digits, or the ARN of one';
const identityForms = [
  /^(phone|pool)-[0-9a-z]+$/,
  /^\+?\d{3,15}$/,
  /^(?=.*[A-Za-z])[A-Za-z0-9-]{3,11}$/,
  /^arn:aws[a-z-]*:sms-voice:[a-z0-9-]+:\d{12}:(phone-number|pool|sender-id)\/[A-Za-z0-9_/-]+$/,
];
const originationIdentity = z
  .string({ error: identityWords })
  .max(256, { error: identityWords })
  .refine((identity) => identityForms.some((form) => form.test(identity)), { error: identityWords });

const priceWords = 'a price of one SMS in US dollars, in quotes, such as "0.25"';

/** `sms` of app.yaml. */
export const smsSection = section({
  origination_identity: originationIdentity.nullable().default(null),
  configuration_set: text(256)
    .regex(/^[A-Za-z0-9_:/-]+$/, { error: 'a name or ARN of a configuration set' })
    .nullable()
    .default(null),
  max_price: z
    .string({ error: priceWords })
    .regex(/^\d{0,2}\.\d{1,5}$/, { error: priceWords })
    .default('0.25'),
  per_rep_per_day: wholeNumber(0, 100).default(10),
  test_numbers: listOf(phoneNumber, 'a list of phone numbers').default([]),
}).prefault({});

/** What is read of the configuration where SMS are sent. */
export interface SmsConfig {
  /** undefined: no SMS is sent. */
  originationIdentity: string | undefined;
  configurationSet: string | undefined;
  /** US dollars, as the API takes them. */
  maxPrice: string;
  /** The most to one rep within 24 hours; 0 is none. */
  perRepPerDay: number;
  /** Who gets SMS of a stage that is not live. */
  testNumbers: readonly string[];
}

export const smsConfigOf = ({ sections }: Pick<Config, 'sections'>): SmsConfig => {
  const own = checkSections(smsSection, sections['sms'], 'sms');
  return {
    originationIdentity: own.origination_identity ?? undefined,
    configurationSet: own.configuration_set ?? undefined,
    maxPrice: own.max_price,
    perRepPerDay: own.per_rep_per_day,
    testNumbers: own.test_numbers,
  };
};

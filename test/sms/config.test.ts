import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../functions/platform/config.ts';
import { smsConfigOf } from '../../functions/sms/config.ts';
import { parseConfig } from '../../lib/read-config.ts';
import { localConfig } from '../../local/stacks/synthesize.ts';

const read = (sms: string) => smsConfigOf(parseConfig(`sms: ${sms}`, 'app.yaml'));

test('Without a word about SMS none is sent, as there is nothing to send them from', () => {
  expect(smsConfigOf(parseConfig('', 'app.yaml'))).toEqual({
    originationIdentity: undefined,
    configurationSet: undefined,
    maxPrice: '0.25',
    perRepPerDay: 10,
    testNumbers: [],
  });
});

test('On one machine SMS come from a pool of its own, unless app.yaml names another', () => {
  const identityOf = (source: string) =>
    smsConfigOf(localConfig(parseConfig(source, 'app.yaml'))).originationIdentity;
  expect(identityOf('')).toBe('pool-local');
  expect(identityOf('sms: { origination_identity: ACME }')).toBe('ACME');
});

test.each([
  'phone-0123456789abcdef0123456789abcdef',
  'pool-0123456789abcdef0123456789abcdef',
  '"+4930123456"',
  '"12345"',
  'ACME',
  'arn:aws:sms-voice:eu-central-1:123456789012:pool/pool-0123',
  'arn:aws-us-gov:sms-voice:us-gov-west-1:123456789012:phone-number/phone-0123',
  'arn:aws:sms-voice:eu-central-1:123456789012:sender-id/ACME/DE',
])('SMS may come from %s', (identity) => {
  expect(read(`{ origination_identity: ${identity} }`).originationIdentity).toBe(
    identity.replaceAll('"', ''),
  );
});

const identityWords =
  'what SMS come from: an id or ARN of a phone number or a pool, a phone number in quotes, a sender ID of up to 11 letters and digits, or the ARN of one';

describe('A fault is one line that says what is allowed:', () => {
  test.each([
    {
      sms: '{ origination_identity: "*" }',
      says: `sms.origination_identity is "*"; allowed: ${identityWords}`,
    },
    {
      sms: '{ origination_identity: 4930123456 }',
      says: `sms.origination_identity is 4930123456; allowed: ${identityWords}`,
    },
    {
      sms: '{ origination_identity: "arn:aws:sms-voice:eu-central-1:123456789012:pool/*" }',
      says: `sms.origination_identity is "arn:aws:sms-voice:eu-central-1:123456789012:pool/*"; allowed: ${identityWords}`,
    },
    {
      sms: '{ max_price: 0.25 }',
      says: 'sms.max_price is 0.25; allowed: a price of one SMS in US dollars, in quotes, such as "0.25"',
    },
    {
      sms: '{ max_price: "1" }',
      says: 'sms.max_price is "1"; allowed: a price of one SMS in US dollars, in quotes, such as "0.25"',
    },
    {
      sms: '{ max_price: "100.00" }',
      says: 'sms.max_price is "100.00"; allowed: a price of one SMS in US dollars, in quotes, such as "0.25"',
    },
    {
      sms: '{ configuration_set: "a b" }',
      says: 'sms.configuration_set is "a b"; allowed: a name or ARN of a configuration set',
    },
    {
      sms: '{ per_rep_per_day: 101 }',
      says: 'sms.per_rep_per_day is 101; allowed: a whole number from 0 to 100',
    },
    {
      sms: '{ test_numbers: "+4930123456" }',
      says: 'sms.test_numbers is "+4930123456"; allowed: a list of phone numbers',
    },
    {
      sms: '{ test_numbers: [+4930123456] }',
      says: 'sms.test_numbers.0 is 4930123456; allowed: a phone number in quotes, such as "+4930123456"',
    },
    {
      sms: '{ test_numbers: ["030 123456"] }',
      says: 'sms.test_numbers.0 is "030 123456"; allowed: a phone number (E.164) in quotes, such as "+4930123456"',
    },
    {
      sms: '{ from: ACME }',
      says: 'sms.from is "ACME", and is not a key of sms; allowed: origination_identity, configuration_set, max_price, per_rep_per_day, test_numbers',
    },
  ])('$sms', ({ sms, says }) => {
    expect(() => read(sms)).toThrow(new ConfigError(`app.yaml: ${says}`));
  });
});

import { valueAt } from './json.ts';
import * as z from 'zod';
import {
  clockTime,
  domainName,
  emailAddress,
  flag,
  httpsUrl,
  localeTag,
  oneOf,
  section,
  text,
  timezoneName,
  wholeNumber,
} from './config-fields.ts';
import { asLine } from './one-line.ts';
import { weekdays } from './local-time.ts';

const emailSection = section({
  mailgun: section({
    domain: domainName.default('mg.yourdomain.com'),
    marketing_domain: domainName.nullable().default(null),
    region: oneOf(['us', 'eu']).default('us'),
    webhook_max_age_hours: wholeNumber(1, 72).default(12),
  }).prefault({}),
  sending: section({
    from_name: text(100).default('Your Company Sales Team'),
    from_email: emailAddress.default('sales@yourdomain.com'),
    reply_to: emailAddress.default('sales@yourdomain.com'),
    allowed_from: z.array(emailAddress, { error: 'a list of e-mail addresses' }).default([]),
    redirect_to: emailAddress.nullable().default(null),
    allowlist: z
      .array(z.union([emailAddress, domainName], { error: 'an e-mail address or a domain name' }), {
        error: 'a list of e-mail addresses and domain names',
      })
      .default([]),
    test_recipients: z.array(emailAddress, { error: 'a list of e-mail addresses' }).default([]),
    mode: oneOf(['live', 'redirect', 'allowlist']).nullable().default(null),
  }).prefault({}),
  // Rooms own their sections: see app-config.ts.
  templates: z.record(z.string(), z.unknown()).default({}),
  tracking: section({
    open_tracking: flag.default(true),
    click_tracking: flag.default(true),
    unsubscribe_tracking: flag.default(true),
    opens: oneOf(['all', 'consented', 'none']).default('all'),
  }).prefault({}),
  delivery: section({
    retry_attempts: wholeNumber(0, 20).default(3),
    retry_delay_minutes: wholeNumber(1, 1440).default(5),
    queue_batch_size: wholeNumber(1, 1000).default(100),
    rate_limit_per_minute: wholeNumber(1, 60_000).default(300),
    settle_minutes: section({
      transactional: wholeNumber(5, 1440).default(5),
      bulk: wholeNumber(5, 1440).default(30),
    }).prefault({}),
    max_wait_days: wholeNumber(1, 14).default(7),
  }).prefault({}),
});

const rulesSchema = z.object({
  /** Of templates that app.yaml switches off: expressions that their names fit. */
  switchedOff: z.array(z.string()),
  /** The most mails of templates to one recipient within 24 hours, by their names. */
  perDay: z.record(z.string(), z.number()),
});
/** What rooms make of their sections for all mails of some templates. */
export type MailRules = z.infer<typeof rulesSchema>;

/** What a stage may be called. */
export const stageNamePattern = /^[a-z][a-z0-9-]{0,15}$/;

/** The sections that all rooms share, and what rooms made of theirs. */
export const configSchema = section({
  rules: rulesSchema.prefault({ switchedOff: [], perDay: {} }),
  stage: z
    .string({ error: 'a stage name' })
    .regex(stageNamePattern, {
      error: 'a stage name: up to 16 of a-z, 0-9 and -, starting with a letter',
    })
    .default('dev'),
  public: section({
    base_url: httpsUrl.nullable().default(null),
    certificate_arn: z
      .string({ error: 'an ACM certificate ARN' })
      .regex(/^arn:aws[a-z-]*:acm:/, { error: 'an ACM certificate ARN' })
      .nullable()
      .default(null),
  }).prefault({}),
  email: emailSection.prefault({}),
  retention: section({
    content_days: wholeNumber(1, 3650).default(90),
    // A message's own item is what answers a repeated Idempotency-Key, so it lives 30 days at least.
    messages_days: wholeNumber(30, 3650).default(400),
  }).prefault({}),
  limits: section({
    webhook_concurrency: wholeNumber(1, 1000).nullable().default(20),
    wait_concurrency: wholeNumber(1, 1000).nullable().default(50),
    requests_per_second: section({
      api: wholeNumber(1, 10_000).default(200),
      recipient_pages: wholeNumber(1, 10_000).default(50),
      other: wholeNumber(1, 10_000).default(20),
    }).prefault({}),
  }).prefault({}),
  brand: section({
    company: text(100).default('Your Company'),
    color: z
      .string({ error: 'a colour such as "#2457d6"' })
      .regex(/^#[0-9a-f]{6}$/i, { error: 'a colour such as "#2457d6"' })
      .default('#2457d6'),
    logo_url: z
      .url({ protocol: /^https$/, error: 'an https URL' })
      .nullable()
      .default(null),
    logo_width: wholeNumber(16, 600).default(140),
    website_url: httpsUrl.nullable().default(null),
    postal_address: text(300).nullable().default(null),
    font: text(200)
      .regex(/^[\w ,-]+$/, { error: 'names of fonts, without quotes and with commas between them' })
      .default('Helvetica, Arial, sans-serif'),
    social: z
      .array(section({ name: text(40), url: z.url({ protocol: /^https$/, error: 'an https URL' }) }), {
        error: 'a list of {name, url}',
      })
      .max(6, { error: 'at most 6 links' })
      .default([]),
  }).prefault({}),
  preferences: section({
    summary_format: oneOf(['detailed', 'brief']).default('detailed'),
    summary_frequency: oneOf(['immediate', 'daily', 'weekly', 'never']).default('immediate'),
    summary_hour: wholeNumber(0, 23).default(8),
    summary_weekday: oneOf(weekdays).default('mon'),
    marketing_per_week: wholeNumber(1, 50).nullable().default(null),
    quiet_hours: section({ from: clockTime, to: clockTime })
      .refine(({ from, to }) => from !== to, { error: 'two different times of day' })
      .nullable()
      .default(null),
  }).prefault({}),
  suppression: section({
    soft_bounces: wholeNumber(1, 100).default(3),
    within_days: wholeNumber(1, 365).default(14),
    for_days: wholeNumber(1, 365).default(14),
  }).prefault({}),
  /** Sections at the top of app.yaml that rooms own, by their names: see app-config.ts. */
  sections: z.record(z.string(), z.unknown()).default({}),
  localization: section({
    locale: localeTag.default('en'),
    timezone: timezoneName.default('UTC'),
  }).prefault({}),
});

export type Config = z.infer<typeof configSchema>;
export type SendingMode = NonNullable<Config['email']['sending']['mode']>;

/** A configuration that can't be used; its message is one line that says file, path, value and what is allowed. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Checks a document against a schema of sections; `file` is what faults are told of.
 * @throws ConfigError when a key or value is not allowed.
 */
export const checkSections = <T extends z.ZodType>(
  schema: T,
  document: unknown,
  file: string,
): z.infer<T> => {
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.flatMap((issue) => faults(issue, document, schema));
  throw new ConfigError(`${file}: ${lines.join('; ')}`);
};

/** The keys that a section has, as the defaults show them. */
const keysOf = (schema: z.ZodType, path: readonly PropertyKey[]): string[] =>
  Object.keys(valueAt(schema.parse({}), path) ?? {});

const faults = (issue: z.core.$ZodIssue, document: unknown, schema: z.ZodType): string[] => {
  if (issue.code === 'unrecognized_keys') {
    const section = issue.path.length === 0 ? 'the top level' : issue.path.join('.');
    return issue.keys.map((key) => {
      const value = JSON.stringify(valueAt(document, [...issue.path, key]));
      return `${asLine([...issue.path, key].join('.'))} is ${value.slice(0, 100)}, and is not a key of ${section}; allowed: ${keysOf(schema, issue.path).join(', ')}`;
    });
  }
  const value = valueAt(document, issue.path);
  return [`${issue.path.join('.') || 'the document'} is ${JSON.stringify(value)}; allowed: ${issue.message}`];
};

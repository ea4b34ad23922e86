import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { checkConfig } from '../../functions/app-config.ts';
import { ConfigError } from '../../functions/platform/config.ts';
import { parseConfig } from '../../lib/read-config.ts';

describe('A fault in app.yaml is one line that names file, path, value and what is allowed:', () => {
  test.each([
    {
      fault: 'not YAML',
      source: 'stage: [',
      says: 'app.yaml: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ] at line 1, column 9',
    },
    {
      fault: 'a tab for indentation',
      source: 'email:\n\tmailgun: {}',
      says: 'app.yaml: not valid YAML: Tabs are not allowed as indentation at line 2, column 1',
    },
    {
      fault: 'a key twice',
      source: 'stage: dev\nstage: prod',
      says: 'app.yaml: not valid YAML: Map keys must be unique at line 2, column 1',
    },
    {
      fault: 'a text instead of sections',
      source: 'hello',
      says: 'app.yaml: the document is "hello"; allowed: a section with stage, public, email, retention, limits, brand, preferences, suppression, localization, sequences, leads, escalation, sms, digests, operations',
    },
    {
      fault: 'a list instead of a section',
      source: 'email: { mailgun: [] }',
      says: 'app.yaml: email.mailgun is []; allowed: a section with domain, marketing_domain, region, webhook_max_age_hours',
    },
    {
      fault: 'an empty section',
      source: 'brand:',
      says: 'app.yaml: brand is null; allowed: a section with company, color, logo_url, logo_width, website_url, postal_address, font, social',
    },
    {
      fault: 'an unknown key at the top',
      source: 'satge: prod',
      says: 'app.yaml: satge is "prod", and is not a key of the top level; allowed: stage, public, email, retention, limits, brand, preferences, suppression, localization, sequences, leads, escalation, sms, digests, operations',
    },
    {
      fault: 'an unknown key in a section',
      source: 'email: { delivery: { retries: 3 } }',
      says: 'app.yaml: email.delivery.retries is 3, and is not a key of email.delivery; allowed: retry_attempts, retry_delay_minutes, queue_batch_size, rate_limit_per_minute, settle_minutes, max_wait_days',
    },
    {
      fault: 'a text instead of a number',
      source: 'email: { delivery: { retry_attempts: "3" } }',
      says: 'app.yaml: email.delivery.retry_attempts is "3"; allowed: a whole number from 0 to 20',
    },
    {
      fault: 'a fraction',
      source: 'email: { delivery: { rate_limit_per_minute: 1.5 } }',
      says: 'app.yaml: email.delivery.rate_limit_per_minute is 1.5; allowed: a whole number from 1 to 60000',
    },
    {
      fault: 'a number that is too small',
      source: 'retention: { messages_days: 29 }',
      says: 'app.yaml: retention.messages_days is 29; allowed: a whole number from 30 to 3650',
    },
    {
      fault: 'a number that is too large',
      source: 'email: { templates: { lead_alerts: { threshold_score: 101 } } }',
      says: 'app.yaml: email.templates.lead_alerts.threshold_score is 101; allowed: a whole number from 0 to 100',
    },
    {
      fault: 'a stage twice',
      source: 'digests: { stages: [new, won, new] }',
      says: 'app.yaml: digests.stages is ["new","won","new"]; allowed: each stage once',
    },
    {
      fault: 'a digest that may be half a day late, and more',
      source: 'digests: { max_late: PT13H }',
      says: 'app.yaml: digests.max_late is "PT13H"; allowed: an ISO 8601 duration of at most PT12H',
    },
    {
      fault: 'yes instead of true',
      source: 'email: { tracking: { open_tracking: yes } }',
      says: 'app.yaml: email.tracking.open_tracking is "yes"; allowed: true or false',
    },
    {
      fault: 'an unknown word',
      source: 'email: { mailgun: { region: de } }',
      says: 'app.yaml: email.mailgun.region is "de"; allowed: us or eu',
    },
    {
      fault: 'an unknown mode',
      source: 'email: { sending: { mode: test } }',
      says: 'app.yaml: email.sending.mode is "test"; allowed: live, redirect or allowlist',
    },
    {
      fault: 'a stage in capitals',
      source: 'stage: Prod',
      says: 'app.yaml: stage is "Prod"; allowed: a stage name: up to 16 of a-z, 0-9 and -, starting with a letter',
    },
    {
      fault: 'a domain in capitals',
      source: 'email: { mailgun: { domain: MG.example.com } }',
      says: 'app.yaml: email.mailgun.domain is "MG.example.com"; allowed: a domain name in lower case, such as mg.example.com',
    },
    {
      fault: 'a name around an address',
      source: 'email: { sending: { from_email: "Sales <sales@example.com>" } }',
      says: 'app.yaml: email.sending.from_email is "Sales <sales@example.com>"; allowed: an e-mail address',
    },
    {
      fault: 'a line break in a name',
      source: 'email: { sending: { from_name: "Sales\\nBcc: x@example.com" } }',
      says: 'app.yaml: email.sending.from_name is "Sales\\nBcc: x@example.com"; allowed: a text without line breaks, control characters or marks that turn it',
    },
    {
      fault: 'an empty text',
      source: 'brand: { company: "" }',
      says: 'app.yaml: brand.company is ""; allowed: a text that is not empty',
    },
    {
      fault: 'an entry of a list',
      source: 'email: { sending: { allowlist: [example.com, nonsense] } }',
      says: 'app.yaml: email.sending.allowlist.1 is "nonsense"; allowed: an e-mail address or a domain name',
    },
    {
      fault: 'one entry instead of a list',
      source: 'email: { sending: { allowed_from: sales@example.com } }',
      says: 'app.yaml: email.sending.allowed_from is "sales@example.com"; allowed: a list of e-mail addresses',
    },
    {
      fault: 'a duration in words of its own',
      source: 'email: { templates: { appointment_reminders: { offsets: [24h] } } }',
      says: 'app.yaml: email.templates.appointment_reminders.offsets.0 is "24h"; allowed: an ISO 8601 duration from PT5M to P14D, such as PT24H',
    },
    {
      fault: 'a reminder that comes when people are there',
      source: 'email: { templates: { appointment_reminders: { rep_offsets: [PT4M] } } }',
      says: 'app.yaml: email.templates.appointment_reminders.rep_offsets.0 is "PT4M"; allowed: an ISO 8601 duration from PT5M to P14D, such as PT24H',
    },
    {
      fault: 'more reminders than anybody reads',
      source:
        'email: { templates: { appointment_reminders: { by_kind: { phone: [P1D, P2D, P3D, P4D, P5D, P6D] } } } }',
      says: 'app.yaml: email.templates.appointment_reminders.by_kind.phone is ["P1D","P2D","P3D","P4D","P5D","P6D"]; allowed: at most 5 durations',
    },
    {
      fault: 'a base URL without https',
      source: 'public: { base_url: "http://mail.example.com" }',
      says: 'app.yaml: public.base_url is "http://mail.example.com"; allowed: an https URL without a slash, query or fragment at its end',
    },
    {
      fault: 'a base URL with a slash at its end',
      source: 'public: { base_url: "https://mail.example.com/" }',
      says: 'app.yaml: public.base_url is "https://mail.example.com/"; allowed: an https URL without a slash, query or fragment at its end',
    },
    {
      fault: 'a certificate that is none',
      source: 'public: { certificate_arn: "my-certificate" }',
      says: 'app.yaml: public.certificate_arn is "my-certificate"; allowed: an ACM certificate ARN',
    },
    {
      fault: 'a colour that YAML takes for a comment',
      source: 'brand:\n  color: #2457d6',
      says: 'app.yaml: brand.color is null; allowed: a colour such as "#2457d6"',
    },
    {
      fault: 'alerts that wait for longer than an hour',
      source: 'operations: { group_wait: PT2H }',
      says: 'app.yaml: operations.group_wait is "PT2H"; allowed: an ISO 8601 duration from PT0S to PT1H',
    },
    {
      fault: 'a report at an hour that no day has',
      source: 'operations: { weekly_report: { hour: 24 } }',
      says: 'app.yaml: operations.weekly_report.hour is 24; allowed: a whole number from 0 to 23',
    },
    {
      fault: 'redirecting to nobody',
      source: 'email: { sending: { mode: redirect } }',
      says: 'app.yaml: email.sending.redirect_to is null; allowed while email.sending.mode is redirect: an e-mail address',
    },
  ])('$fault', ({ source, says }) => {
    expect(() => parseConfig(source, 'app.yaml')).toThrow(new ConfigError(says));
  });

  test('several faults stand in it together', () => {
    const source =
      'satge: prod\nemail:\n  delivery: { retry_attempts: 21 }\n  mailgun: { region: de, dkim: 1 }';
    const line = messageOf(() => parseConfig(source, 'config/app.yaml'));
    expect(line.split(/: |; (?!allowed)/).sort()).toEqual(
      [
        'config/app.yaml',
        'email.delivery.retry_attempts is 21; allowed',
        'email.mailgun.dkim is 1, and is not a key of email.mailgun; allowed',
        'domain, marketing_domain, region, webhook_max_age_hours',
        'email.mailgun.region is "de"; allowed',
        'a whole number from 0 to 20',
        'satge is "prod", and is not a key of the top level; allowed',
        'stage, public, email, retention, limits, brand, preferences, suppression, localization, sequences, leads, escalation, sms, digests, operations',
        'us or eu',
      ].sort(),
    );
    expect(line).not.toMatch(/[\r\n]/);
  });

  test('a key with a line break in it', () => {
    expect(messageOf(() => parseConfig('"sta\\nge": dev', 'app.yaml'))).not.toMatch(/[\r\n]/);
  });
});

describe('Reading app.yaml prints nothing of its own', () => {
  test.each([
    { name: 'a directive that YAML does not know', source: '%nonsense' },
    { name: 'a tag that YAML does not know', source: 'stage: !secret prod-42!' },
  ])('for $name', ({ source }) => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    onTestFinished(() => {
      warn.mockRestore();
    });
    expect(() => parseConfig(source, 'app.yaml')).toThrow(ConfigError);
    expect(warn).not.toHaveBeenCalled();
  });
});

describe('A base URL that links can’t be made of is refused:', () => {
  test.each([
    { name: 'without its two slashes', url: 'https:mail.example.com' },
    { name: 'with a space before it', url: ' https://mail.example.com' },
    { name: 'with a query', url: 'https://mail.example.com?a=1' },
    { name: 'with a fragment', url: 'https://mail.example.com#top' },
  ])('$name', ({ url }) => {
    expect(() => checkConfig({ public: { base_url: url } }, 'app.yaml')).toThrow(ConfigError);
  });
});

const messageOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('It was taken');
};

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../lib/read-config.ts';

/** The file as docs and contracts show it. */
const documented = `
stage: dev
public: { base_url: null, certificate_arn: null }
email:
  mailgun: { domain: mg.yourdomain.com, marketing_domain: null, region: us }
  sending:
    { from_name: Your Company Sales Team, from_email: sales@yourdomain.com, reply_to: sales@yourdomain.com,
      allowed_from: [], redirect_to: null, allowlist: [], test_recipients: [],
      mode: null }
  templates:
    conversation_summary:     { enabled: true, send_to_customer: true, send_to_sales_team: true, sales_team_email: null, settle: PT10M }
    appointment_confirmation: { enabled: true, include_calendar_invite: true }
    appointment_reminders:    { enabled: true, offsets: [PT24H, PT1H] }
    lead_alerts:              { enabled: true, threshold_score: 70 }
    hot_leads:                { enabled: true }
    sales_digest:             { enabled: true }
  tracking: { open_tracking: true, click_tracking: true, unsubscribe_tracking: true, opens: all }
  delivery: { retry_attempts: 3, retry_delay_minutes: 5, queue_batch_size: 100, rate_limit_per_minute: 300, settle_minutes: { transactional: 5, bulk: 30 } }
retention: { content_days: 90, messages_days: 400 }
operations: { alarm_email: null }
brand: { company: Your Company, color: "#2457d6", logo_url: null, postal_address: null }
`;

const defaults = {
  rules: { switchedOff: [], perDay: { conversation_summary_customer: 5 } },
  stage: 'dev',
  public: { base_url: null, certificate_arn: null },
  email: {
    mailgun: {
      domain: 'mg.yourdomain.com',
      marketing_domain: null,
      region: 'us',
      webhook_max_age_hours: 12,
    },
    sending: {
      from_name: 'Your Company Sales Team',
      from_email: 'sales@yourdomain.com',
      reply_to: 'sales@yourdomain.com',
      allowed_from: [],
      redirect_to: null,
      allowlist: [],
      test_recipients: [],
      mode: null,
    },
    templates: {
      conversation_summary: {
        enabled: true,
        send_to_customer: true,
        send_to_sales_team: true,
        sales_team_email: null,
        team: null,
        settle: 'PT10M',
        per_day: 5,
      },
      appointment_confirmation: {
        enabled: true,
        include_calendar_invite: true,
        organizer: 'rep',
        rep_invite: 'publish',
      },
      appointment_reminders: {
        enabled: true,
        offsets: ['PT24H', 'PT1H'],
        by_kind: {},
        rep_offsets: [],
        min_gap: 'PT30M',
      },
      appointment_changes: { enabled: true, answer_within: 'PT4H' },
      appointment_no_show: { enabled: true },
      appointment_feedback: { enabled: true, after: 'PT1H' },
      lead_alerts: { enabled: true, threshold_score: 70 },
      hot_leads: { enabled: true },
      sales_digest: { enabled: true },
    },
    tracking: { open_tracking: true, click_tracking: true, unsubscribe_tracking: true, opens: 'all' },
    delivery: {
      retry_attempts: 3,
      retry_delay_minutes: 5,
      queue_batch_size: 100,
      rate_limit_per_minute: 300,
      settle_minutes: { transactional: 5, bulk: 30 },
      max_wait_days: 7,
    },
  },
  retention: { content_days: 90, messages_days: 400 },
  limits: {
    webhook_concurrency: 20,
    wait_concurrency: 50,
    requests_per_second: { api: 200, recipient_pages: 50, other: 20 },
  },
  brand: {
    company: 'Your Company',
    color: '#2457d6',
    logo_url: null,
    logo_width: 140,
    website_url: null,
    postal_address: null,
    font: 'Helvetica, Arial, sans-serif',
    social: [],
  },
  preferences: {
    summary_format: 'detailed',
    summary_frequency: 'immediate',
    summary_hour: 8,
    summary_weekday: 'mon',
    marketing_per_week: null,
    quiet_hours: null,
  },
  suppression: { soft_bounces: 3, within_days: 14, for_days: 14 },
  sections: {
    sequences: { enabled: true, off: [], expire_after: 'P7D' },
    leads: {
      bands: { hot: 80, warm: 60 },
      weights: { score: 60, value: 15, timeframe: 15, signals: 10 },
      full_value: { EUR: 50_000, USD: 50_000, GBP: 50_000 },
      hot_rules: [
        { name: 'Competitor named', min_score: 60, competitor: true },
        { name: 'Wants it now', min_score: 60, words: ['today', 'asap', 'immediately', 'heute', 'sofort'] },
        { name: 'Large deal', min_score: 60, deal_value: { EUR: 25_000, USD: 25_000, GBP: 25_000 } },
      ],
      battle_cards: null,
      fallback_email: null,
      team: null,
      per_hour: 10,
      batch_minutes: 15,
      update_points: 10,
      remind_before: 'PT30M',
    },
    escalation: {
      hours: 'working',
      policies: {
        hot: {
          respond_within: 'PT5M',
          steps: [
            { tell: ['owner'], by: ['email', 'sms'] },
            { wait: 'PT5M', tell: ['deputy', 'on_call'], by: ['email', 'sms'] },
            { wait: 'PT10M', tell: ['manager'], by: ['email', 'sms'] },
            { wait: 'PT10M', tell: ['team'], by: ['email'] },
          ],
        },
        warm: { respond_within: 'PT4H', steps: [{ tell: ['owner'], by: ['email'] }] },
      },
    },
    sms: {
      origination_identity: null,
      configuration_set: null,
      max_price: '0.25',
      per_rep_per_day: 10,
      test_numbers: [],
    },
    digests: {
      min_base: 30,
      stages: ['new', 'qualified', 'proposal', 'negotiation', 'won', 'lost'],
      max_late: 'PT6H',
    },
    operations: {
      alarm_email: null,
      notice_email: null,
      group_wait: 'PT1M',
      group_interval: 'PT30M',
      repeat: 'PT4H',
      weekly_report: { enabled: true, day: 'mon', hour: 8 },
    },
  },
  localization: { locale: 'en', timezone: 'UTC' },
};

describe('app.yaml', () => {
  test.each([
    { name: 'is empty', source: '' },
    { name: 'has comments only', source: '# nothing yet\n' },
    { name: 'is the documented one', source: documented },
    { name: 'is the one in this repository', source: readFileSync('app.yaml', 'utf8') },
  ])('gives the documented defaults when it $name', ({ source }) => {
    expect(parseConfig(source, 'app.yaml')).toEqual(defaults);
  });

  test('changes only what it says', () => {
    expect(parseConfig('email: { delivery: { settle_minutes: { bulk: 60 } } }', 'app.yaml')).toEqual({
      ...defaults,
      email: {
        ...defaults.email,
        delivery: { ...defaults.email.delivery, settle_minutes: { transactional: 5, bulk: 60 } },
      },
    });
  });

  test.each([
    { value: 'stage: prod-eu-1' },
    { value: 'public: { base_url: "https://mail.example.com" }' },
    { value: 'public: { certificate_arn: "arn:aws:acm:eu-west-1:123456789012:certificate/abc" }' },
    { value: 'email: { mailgun: { domain: mg.xn--mnchen-3ya.de, region: eu } }' },
    { value: 'email: { sending: { allowlist: [example.com, ada@example.org] } }' },
    { value: 'email: { sending: { mode: redirect, redirect_to: qa@example.com } }' },
    { value: 'email: { templates: { appointment_reminders: { offsets: [P1DT2H, PT90M] } } }' },
    { value: 'email: { delivery: { retry_attempts: 0, rate_limit_per_minute: 1 } }' },
    { value: 'retention: { messages_days: 30 }' },
    { value: 'brand: { logo_url: "https://example.com/logo.png", postal_address: "Main Street 1" }' },
    { value: 'brand: { font: "Inter, Arial", social: [{ name: LinkedIn, url: "https://example.com/in" }] }' },
    { value: 'localization: { locale: de-AT, timezone: Europe/Vienna }' },
  ])('takes $value', ({ value }) => {
    expect(() => parseConfig(value, 'app.yaml')).not.toThrow();
  });
});

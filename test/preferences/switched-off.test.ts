import { expect, test } from 'vitest';
import { isSwitchedOff } from '../../functions/preferences/switched-off.ts';
import { parseConfig } from '../../lib/read-config.ts';

const off = (templates: string, name: string | undefined) =>
  isSwitchedOff(name, parseConfig(`email: { templates: { ${templates} } }`, 'app.yaml'));

test.each([
  {
    templates: 'conversation_summary: { send_to_customer: false }',
    name: 'conversation_summary_customer',
    is: true,
  },
  {
    templates: 'conversation_summary: { send_to_customer: false }',
    name: 'conversation_summary_sales',
    is: false,
  },
  {
    templates: 'conversation_summary: { send_to_sales_team: false }',
    name: 'conversation_summary_sales',
    is: true,
  },
  { templates: 'conversation_summary: { enabled: false }', name: 'conversation_summary_gathered', is: true },
  { templates: 'appointment_reminders: { enabled: false }', name: 'appointment_reminder', is: true },
  { templates: 'appointment_reminders: { enabled: false }', name: 'appointment_confirmation', is: false },
  { templates: 'appointment_confirmation: { enabled: false }', name: 'appointment_confirmation', is: true },
  { templates: 'lead_alerts: { enabled: false }', name: 'lead_alert_batch', is: true },
  { templates: 'hot_leads: { enabled: false }', name: 'lead_escalation', is: true },
  { templates: 'sales_digest: { enabled: false }', name: 'team_digest', is: true },
  { templates: 'sales_digest: { enabled: false }', name: 'offer_of_our_own', is: false },
  { templates: 'sales_digest: { enabled: false }', name: undefined, is: false },
])('$templates switches $name off: $is', ({ templates, name, is }) => {
  expect(off(templates, name)).toBe(is);
});

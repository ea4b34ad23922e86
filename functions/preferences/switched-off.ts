import type { Config } from '../platform/config.ts';

type Switches = Config['email']['templates'];

/** What app.yaml switches, by the names of templates; the first that fits. */
const switches: readonly [name: RegExp, isOn: (templates: Switches) => boolean][] = [
  [
    /^conversation_summary_customer$/,
    ({ conversation_summary: { enabled, send_to_customer } }) => enabled && send_to_customer,
  ],
  [
    /^conversation_summary_sales$/,
    ({ conversation_summary: { enabled, send_to_sales_team } }) => enabled && send_to_sales_team,
  ],
  [/^conversation_summary_/, ({ conversation_summary }) => conversation_summary.enabled],
  [/^appointment_reminder$/, ({ appointment_reminders }) => appointment_reminders.enabled],
  [/^appointment_confirmation$/, ({ appointment_confirmation }) => appointment_confirmation.enabled],
  [/^lead_alert(_batch)?$/, ({ lead_alerts }) => lead_alerts.enabled],
  [/^(hot_lead_alert|lead_escalation)$/, ({ hot_leads }) => hot_leads.enabled],
  [/^(sales|team)_digest$/, ({ sales_digest }) => sales_digest.enabled],
];

/** Whether app.yaml switches the mails of a template off. */
export const isSwitchedOff = (template: string | undefined, config: Config): boolean => {
  if (template === undefined) return false;
  const found = switches.find(([name]) => name.test(template));
  return found !== undefined && !found[1](config.email.templates);
};

import type * as z from 'zod';
import {
  changesSection,
  confirmationSection,
  feedbackSection,
  noShowSection,
  remindersSection,
} from './appointments/config.ts';
import { summaryRules, summarySection } from './conversations/config.ts';
import { leadAlertsSection } from './contract/lead-band.ts';
import { digestsSection } from './digests/config.ts';
import { escalationSection, leadsSection } from './leads/config.ts';
import { operationsSection } from './operations/config.ts';
import { checkSections, type Config, ConfigError, configSchema, type MailRules } from './platform/config.ts';
import { flag, section } from './platform/config-fields.ts';
import { sequencesSection } from './sequences/config.ts';
import { smsSection } from './sms/config.ts';

/** A section of `email.templates` that a room owns, and what it makes of the mails of some templates. */
interface RoomSection {
  schema: z.ZodType;
  rules: (own: unknown) => MailRules;
}
const owned = <S extends z.ZodType>(schema: S, rules: (own: z.infer<S>) => MailRules): RoomSection => ({
  schema,
  rules: (own) => rules(schema.parse(own)),
});

type SwitchSection = z.ZodType<{ enabled: boolean }>;

/** What the switch of a section makes of templates. */
const switches = (templates: string, schema: SwitchSection): RoomSection =>
  owned(schema, ({ enabled }) => ({ switchedOff: enabled ? [] : [templates], perDay: {} }));

/** A section that is a switch alone. */
const switched = (templates: string): RoomSection =>
  switches(templates, section({ enabled: flag.default(true) }).prefault({}));

/** The sections of `email.templates`, a line a section. */
const mailSections: Readonly<Record<string, RoomSection>> = {
  conversation_summary: owned(summarySection, summaryRules),
  appointment_confirmation: switches('^appointment_confirmation$', confirmationSection),
  appointment_reminders: switches('^appointment_reminder$', remindersSection),
  appointment_changes: switches('^appointment_(rescheduled|cancelled|request)$', changesSection),
  appointment_no_show: switches('^appointment_no_show$', noShowSection),
  appointment_feedback: switches('^appointment_feedback$', feedbackSection),
  lead_alerts: switches('^lead_(alert|alert_batch|update|taken|handed_over|follow_up)$', leadAlertsSection),
  hot_leads: switched('^(hot_lead_alert|lead_escalation)$'),
  sales_digest: switched('^(sales|team)_digest$'),
};

/** The sections at the top that rooms own, a line a section. */
const topSections = {
  sequences: sequencesSection,
  leads: leadsSection,
  escalation: escalationSection,
  sms: smsSection,
  digests: digestsSection,
  operations: operationsSection,
};

const shared = configSchema.omit({ rules: true, sections: true }).shape;
/** The schema of app.yaml: what all rooms share, and the sections that they own. */
const appSchema = section({
  ...shared,
  ...topSections,
  email: section({
    ...shared.email.unwrap().shape,
    templates: section(
      Object.fromEntries(Object.entries(mailSections).map(([name, { schema }]) => [name, schema])),
    ).prefault({}),
  }).prefault({}),
});

/**
 * Checks app.yaml, and works out what its sections make of mails; `file` is what faults are told of.
 * @throws ConfigError when a key or value is not allowed.
 */
export const checkConfig = (document: unknown, file: string): Config => {
  const checked = checkSections(appSchema, document, file);
  const { sending, templates } = checked.email;
  if (sending.mode === 'redirect' && sending.redirect_to === null) {
    throw new ConfigError(
      `${file}: email.sending.redirect_to is null; allowed while email.sending.mode is redirect: an e-mail address`,
    );
  }
  const made = Object.entries(mailSections).map(([name, { rules }]) => rules(templates[name]));
  const isOwned = (name: string): boolean => Object.hasOwn(topSections, name);
  return {
    ...configSchema.parse(Object.fromEntries(Object.entries(checked).filter(([name]) => !isOwned(name)))),
    sections: Object.fromEntries(Object.entries(checked).filter(([name]) => isOwned(name))),
    rules: {
      switchedOff: made.flatMap(({ switchedOff }) => switchedOff),
      perDay: Object.fromEntries(made.flatMap(({ perDay }) => Object.entries(perDay))),
    },
  };
};

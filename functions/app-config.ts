import type * as z from 'zod';
import { summaryRules, summarySection } from './conversations/config.ts';
import { checkSections, type Config, ConfigError, configSchema, type MailRules } from './platform/config.ts';
import { flag, isoDuration, listOf, section, wholeNumber } from './platform/config-fields.ts';

/** A section of `email.templates` that a room owns, and what it makes of the mails of some templates. */
interface RoomSection {
  schema: z.ZodType;
  rules: (own: unknown) => MailRules;
}
const owned = <S extends z.ZodType>(schema: S, rules: (own: z.infer<S>) => MailRules): RoomSection => ({
  schema,
  rules: (own) => rules(schema.parse(own)),
});

/** What a switch makes of templates; `more` is what else its section has. */
const switched = (templates: string, more: z.ZodRawShape = {}): RoomSection =>
  owned(section({ enabled: flag.default(true), ...more }).prefault({}), ({ enabled }) => ({
    switchedOff: enabled ? [] : [templates],
    perDay: {},
  }));

/** The sections of `email.templates`, a line a section. */
const sections: Readonly<Record<string, RoomSection>> = {
  conversation_summary: owned(summarySection, summaryRules),
  appointment_confirmation: switched('^appointment_confirmation$', {
    include_calendar_invite: flag.default(true),
  }),
  appointment_reminders: switched('^appointment_reminder$', {
    offsets: listOf(isoDuration, 'a list of ISO 8601 durations').default(['PT24H', 'PT1H']),
  }),
  lead_alerts: switched('^lead_alert(_batch)?$', { threshold_score: wholeNumber(0, 100).default(70) }),
  hot_leads: switched('^(hot_lead_alert|lead_escalation)$'),
  sales_digest: switched('^(sales|team)_digest$'),
};

const shared = configSchema.omit({ rules: true }).shape;
/** The schema of app.yaml: what all rooms share, and the sections that they own. */
const appSchema = section({
  ...shared,
  email: section({
    ...shared.email.unwrap().shape,
    templates: section(
      Object.fromEntries(Object.entries(sections).map(([name, { schema }]) => [name, schema])),
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
  const made = Object.entries(sections).map(([name, { rules }]) => rules(templates[name]));
  return {
    ...checked,
    rules: {
      switchedOff: made.flatMap(({ switchedOff }) => switchedOff),
      perDay: Object.fromEntries(made.flatMap(({ perDay }) => Object.entries(perDay))),
    },
  };
};

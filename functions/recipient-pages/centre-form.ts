import * as z from 'zod';
import { checked } from '../platform/faults.ts';
import { type OptOutSwitch, optOutSwitches } from '../contract/category.ts';
import type { CentreView } from './preference-centre.ts';
import { shownSwitches } from './preference-centre.ts';
import type { PageTexts } from '../pages/texts.ts';
import { mergePreferences, preferencesPatchSchema } from '../preferences/preferences.ts';
import { hasConsent, isMarketingUnasked, type Recipient } from '../preferences/recipient.ts';
import { type Decision, datedSwitches } from '../preferences/recipient-changes.ts';

/** An empty choice goes back to the default. */
const choice = z.string().transform((value) => (value === '' ? null : value));
const numberChoice = choice.transform((value) => (value === null ? null : Number(value)));

const formSchema = z.object({
  summaryFormat: choice.optional(),
  summaryFrequency: choice.optional(),
  summaryHour: numberChoice.optional(),
  marketingPerWeek: numberChoice.optional(),
  timezone: choice.optional(),
  locale: choice.optional(),
  quietFrom: choice.optional(),
  quietTo: choice.optional(),
});

/** Whether our form sent this: a body of anything else has no ticks either, and would refuse everything. */
export const isCentreForm = (fields: URLSearchParams): boolean =>
  ['save', 'nothing'].includes(fields.get('action') ?? '') ||
  [...Object.keys(formSchema.shape), ...optOutSwitches].some((name) => fields.has(name));

/** What a recipient has sent with the form of their preference centre. */
export interface CentreForm {
  fields: URLSearchParams;
  view: Omit<CentreView, 'saved' | 'recipient'>;
  /** Whether the form asked for consent to tracking. */
  asksToTrack: boolean;
  /** The words that were agreed to. */
  words: PageTexts['centre'];
  now: number;
}

/**
 * What a recipient becomes by their form. A box that is ticked for the first time is consent, with the words beside it.
 * @throws ServiceError `invalid` for what no form of ours sends.
 */
export const applyForm = (recipient: Recipient, form: CentreForm): Decision => {
  const { fields, now } = form;
  if (!isCentreForm(fields)) return undefined;
  if (fields.get('action') === 'nothing') return withoutAll(recipient, now);
  const { quietFrom, quietTo, ...chosen } = checked(formSchema, Object.fromEntries(fields), '');
  const isOn = (name: string) => fields.get(name) === 'on';
  // A box that was empty for want of consent, and stays so, refuses nothing.
  const isUnasked = (name: OptOutSwitch): boolean =>
    name === 'marketingEmails' && !isOn(name) && isMarketingUnasked(recipient, now);
  const switches = shownSwitches({ ...form.view, recipient }).filter((name) => !isUnasked(name));
  const quietHours = quietFrom && quietTo && quietFrom !== quietTo ? { from: quietFrom, to: quietTo } : null;
  const patch = checked(
    preferencesPatchSchema,
    {
      ...chosen,
      ...(quietFrom !== undefined && { quietHours }),
      ...Object.fromEntries(switches.map((name) => [name, isOn(name)])),
    },
    '',
  );
  const consent = {
    ...consentBy(recipient, 'marketing', {
      ticked: isOn('marketingEmails'),
      text: form.words.marketingEmails.text,
      now,
    }),
    ...(form.asksToTrack &&
      consentBy(recipient, 'tracking', { ticked: isOn('tracking'), text: form.words.tracking.text, now })),
  };
  return mergePreferences(recipient, { ...patch, consent }, now);
};

const consentBy = (
  recipient: Recipient,
  kind: 'marketing' | 'tracking',
  { ticked, text, now }: { ticked: boolean; text: string; now: number },
) => {
  const isThere = hasConsent(recipient, kind, now);
  if (ticked && !isThere) {
    return { [kind]: { basis: 'express' as const, source: 'preference_centre', at: now, text } };
  }
  // The switch refuses marketing; what was agreed to stays on record. Tracking has no switch of its own.
  return !ticked && isThere && kind === 'tracking' ? { [kind]: null } : {};
};

const withoutAll = (recipient: Recipient, now: number): Decision => {
  const off: Partial<Record<OptOutSwitch, boolean>> = Object.fromEntries(
    optOutSwitches.map((name) => [name, false]),
  );
  const after = datedSwitches(recipient, { ...recipient, ...off }, now);
  return optOutSwitches.every((name) => recipient[name] === false) ? undefined : { ...after, updatedAt: now };
};

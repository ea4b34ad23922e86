import type { Config } from '../platform/config.ts';
import type { Category, OptOutSwitch } from '../contract/category.ts';
import { viewPreferences } from '../preferences/preferences.ts';
import { hasConsent, type Recipient, summaryFormats, summaryFrequencies } from '../preferences/recipient.ts';
import { layout, type PageContext } from '../pages/layout.ts';
import { pageTexts, type PageTexts } from '../pages/texts.ts';
import { escapeHtml } from '../platform/html.ts';

export interface CentreView {
  recipient: Recipient;
  /** The kind of mail that the link was in. */
  category: Category;
  /** Whether the page answers what the recipient has just chosen. */
  saved: boolean;
}

/** The switches that are shown: digests only to who gets them. */
export const shownSwitches = ({ recipient, category }: Omit<CentreView, 'saved'>): OptOutSwitch[] => [
  'conversationSummaries',
  'appointmentReminders',
  'marketingEmails',
  ...(category === 'digest' || recipient.digests !== undefined ? (['digests'] as const) : []),
];

/** The preference centre: all that a recipient may choose, in one form that works without a script. */
export const preferenceCentre = (
  view: CentreView,
  context: PageContext & { config: Config; now: number },
  // eslint-disable-next-line max-lines-per-function -- one page, in the order of its parts
): string => {
  const { centre } = pageTexts[context.locale];
  const preferences = viewPreferences(view.recipient, context.config, context.now);
  const { recipient } = view;
  const isOn: Readonly<Record<OptOutSwitch, boolean>> = {
    ...preferences,
    marketingEmails: preferences.marketingEmails && hasConsent(recipient, 'marketing', context.now),
  };
  const asksToTrack = context.config.email.tracking.opens === 'consented';
  const notice = view.saved ? `<p class="done" role="status">${escapeHtml(centre.saved)}</p>` : '';
  const defaults = context.config.preferences;
  const quiet = recipient.quietHours;
  const hours = Array.from({ length: 24 }, (_, hour) => clock(hour));
  const body = `${notice}
<p>${escapeHtml(centre.intro.replace('{email}', () => recipient.emailAddress))}</p>
<form method="post">
<fieldset><legend>${escapeHtml(centre.mails)}</legend>
${shownSwitches(view)
  .map((name) => checkbox(name, centre[name], isOn[name]))
  .join('\n')}
${asksToTrack ? checkbox('tracking', centre.tracking, hasConsent(recipient, 'tracking', context.now)) : ''}
${select('marketingPerWeek', centre.marketingPerWeek, perWeek(centre, recipient.marketingPerWeek, defaults.marketing_per_week), String(recipient.marketingPerWeek ?? ''))}
<p class="hint">${escapeHtml(centre.always)}</p>
</fieldset>
<fieldset><legend>${escapeHtml(centre.summaries)}</legend>
<div class="pair">
${select(
  'summaryFormat',
  centre.format,
  summaryFormats.map((name) => [name, centre.formats[name]]),
  preferences.summaryFormat,
)}
${select(
  'summaryFrequency',
  centre.frequency,
  summaryFrequencies.map((name) => [name, centre.frequencies[name]]),
  preferences.summaryFrequency,
)}
${select(
  'summaryHour',
  centre.hour,
  hours.map((time, hour) => [String(hour), time]),
  String(preferences.summaryHour),
)}
</div>
</fieldset>
<fieldset><legend>${escapeHtml(centre.times)}</legend>
<div class="pair">
${select('timezone', centre.timezone, zones(centre, recipient.timezone), recipient.timezone ?? '')}
${select('locale', centre.language, languages(centre, recipient.locale), recipient.locale ?? '')}
${select('quietFrom', centre.quietFrom, clocks(hours, quiet?.from, defaults.quiet_hours?.from ?? centre.none), quiet?.from ?? '')}
${select('quietTo', centre.quietTo, clocks(hours, quiet?.to, defaults.quiet_hours?.to ?? centre.none), quiet?.to ?? '')}
</div>
<p class="hint">${escapeHtml(centre.quietHint)}</p>
</fieldset>
<button type="submit" name="action" value="save">${escapeHtml(centre.save)}</button>
</form>
<hr>
<form method="post">
<button type="submit" class="plain" name="action" value="nothing">${escapeHtml(centre.nothing)}</button>
<p class="hint">${escapeHtml(centre.nothingHint)}</p>
</form>`;
  return layout(centre.title, body, context);
};

const clock = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;

const checkbox = (name: string, words: { title: string; text: string }, isOn: boolean): string =>
  `<label class="row"><input type="checkbox" name="${name}" value="on"${isOn ? ' checked' : ''}><span>${escapeHtml(words.title)}<span class="hint">${escapeHtml(words.text)}</span></span></label>`;

type Option = readonly [value: string, words: string];

const select = (name: string, label: string, options: readonly Option[], chosen: string): string =>
  `<label class="field">${escapeHtml(label)}<select name="${name}">${options
    .map(
      ([value, words]) =>
        `<option value="${escapeHtml(value)}"${value === chosen ? ' selected' : ''}>${escapeHtml(words)}</option>`,
    )
    .join('')}</select></label>`;

/** Some numbers, the one that is chosen, and first of all what holds for those who choose nothing. */
const perWeek = (
  centre: PageTexts['centre'],
  chosen: number | undefined,
  otherwise: number | null,
): Option[] => {
  const words = (n: number): string => centre.perWeek.replace('{n}', String(n));
  const numbers = new Set([1, 2, 3, 5, 7, ...(chosen === undefined ? [] : [chosen])]);
  return [
    ['', otherwise === null ? centre.noLimit : words(otherwise)],
    ...[...numbers].sort((one, other) => one - other).map((n): Option => [String(n), words(n)]),
  ];
};

/** All zones, and one that is chosen and not listed. */
const zones = (centre: PageTexts['centre'], chosen: string | undefined): Option[] => {
  const all = Intl.supportedValuesOf('timeZone');
  const listed = chosen === undefined || all.includes(chosen) ? all : [chosen, ...all];
  return [['', centre.automatic], ...listed.map((zone): Option => [zone, zone.replaceAll('_', ' ')])];
};

const languages = (centre: PageTexts['centre'], chosen: string | undefined): Option[] => [
  ['', centre.automatic],
  ['en', 'English'],
  ['de', 'Deutsch'],
  ...(chosen === undefined || chosen === 'en' || chosen === 'de' ? [] : [[chosen, chosen] as const]),
];

const clocks = (hours: readonly string[], chosen: string | undefined, none: string): Option[] => [
  ['', none],
  ...(chosen === undefined || hours.includes(chosen) ? hours : [...hours, chosen].sort()).map(
    (time): Option => [time, time],
  ),
];

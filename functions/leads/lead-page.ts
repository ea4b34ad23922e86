import { leadOutcomes } from '../contract/lead-outcome.ts';
import { radio, textarea } from '../pages/form-fields.ts';
import { layout, type PageContext } from '../pages/layout.ts';
import { DAY, HOUR, MINUTE, toIso } from '../platform/clock.ts';
import { escapeHtml } from '../platform/html.ts';
import { encodeAddress } from '../platform/url-parts.ts';
import { localDay, nextLocalTime } from '../platform/local-time.ts';
import { leadInShort } from './mail-data.ts';
import { leadPageTexts } from './page-texts.ts';
import type { FormFault } from './page-form.ts';
import type { LeadRecord } from './record.ts';
import { takenByOf } from './response.ts';

export interface LeadPage {
  record: LeadRecord;
  /** Whose link it is. */
  rep: { id: string; name: string; timezone: string };
  now: number;
  /** What is wrong with the form that was sent. */
  wrong?: FormFault | undefined;
  /** What was filled in, which is shown again. */
  filled?: { outcome?: string | undefined; reason?: string | undefined };
}

type Words = (typeof leadPageTexts)['en'];

/** A rep's page of a lead: who it is, who has it, and what comes next. */
export const leadPage = (page: LeadPage, context: PageContext): string => {
  const { record, rep } = page;
  const words = leadPageTexts[context.locale];
  const { response, outcome } = record;
  const takenBy = takenByOf(response);
  if (takenBy !== undefined && takenBy.repId !== rep.id) {
    const { title, text } = words.others;
    const since = fill(text, { time: clockOf(takenBy.at, page, context) });
    return layout(fill(title, { name: takenBy.name }), paragraph(since), context);
  }
  const parts =
    takenBy === undefined
      ? [factsHtml(record, words), takeForm(words)]
      : [
          done(fill(words.yours, { time: clockOf(takenBy.at, page, context) })),
          factsHtml(record, words),
          contactHtml(record, words),
          ...(outcome === undefined
            ? [followUpForm(page, context, words)]
            : [paragraph(fill(words.closed.text, { outcome: words.outcomes[outcome.outcome] }))]),
          outcomeForm(page, words),
        ];
  return layout(
    titleOf(record, words),
    [wrongHtml(page, words), ...parts].filter(Boolean).join('\n'),
    context,
  );
};

/** The page of a link that is over; it tells nothing of what it was about. */
export const gonePage = (context: PageContext): string => {
  const { title, text } = leadPageTexts[context.locale].gone;
  return layout(title, paragraph(text), context);
};

const titleOf = (record: LeadRecord, words: Words): string => {
  const { contact } = leadInShort(record);
  const who = contact.name ?? contact.email ?? contact.phone;
  return [who, contact.company].filter(Boolean).join(', ') || words.visitor;
};

const fill = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (_all, name: string) => values[name] ?? '');
const paragraph = (text: string): string => `<p>${escapeHtml(text)}</p>`;
const done = (text: string): string => `<div class="done" role="status">${escapeHtml(text)}</div>`;

const wrongHtml = ({ wrong }: LeadPage, words: Words): string =>
  wrong === undefined ? '' : `<p class="fault" role="alert">${escapeHtml(words.wrong[wrong])}</p>`;

const factsHtml = (record: LeadRecord, words: Words): string => {
  const { score, band, headline } = leadInShort(record);
  const line = fill(words.score, { band: words.bands[band], score: String(score) });
  return [`<p><strong>${escapeHtml(line)}</strong></p>`, headline && paragraph(headline)]
    .filter(Boolean)
    .join('\n');
};

const contactHtml = (record: LeadRecord, words: Words): string => {
  const { contact } = leadInShort(record);
  const { crmUrl } = record.lead;
  const links = [
    contact.dial &&
      link(`tel:${contact.dial}`, fill(words.call, { phone: contact.phone ?? contact.dial }), 'action first'),
    contact.email &&
      link(`mailto:${encodeAddress(contact.email)}`, fill(words.write, { email: contact.email })),
    crmUrl && link(crmUrl, words.crm),
  ];
  return links.filter(Boolean).join('\n');
};

const link = (href: string, words: string, look = 'action'): string =>
  `<p><a class="${look}" href="${escapeHtml(href)}">${escapeHtml(words)}</a></p>`;

const takeForm = (words: Words): string => `<form method="post">
<button type="submit" name="action" value="take">${escapeHtml(words.take)}</button>
<p class="hint">${escapeHtml(words.takeHint)}</p>
</form>`;

const followUpForm = (page: LeadPage, context: PageContext, words: Words): string => {
  const { response } = page.record;
  const known = response.state === 'taken' ? response.followUp : undefined;
  const said =
    known === undefined
      ? ''
      : paragraph(fill(words.followUp.promised, { time: clockOf(known.by, page, context) }));
  const choices = followUpTimes(page).map(({ at, kind }) =>
    radio(
      'followUpBy',
      toIso(at),
      fill(words.times[kind], { time: clockOf(at, page, context, kind === 'week') }),
      at === known?.by,
    ),
  );
  return `<hr>
<form method="post">
<fieldset><legend>${escapeHtml(words.followUp.title)}</legend>
${said}
${choices.join('\n')}
</fieldset>
<button type="submit" class="plain" name="action" value="follow_up">${escapeHtml(words.followUp.button)}</button>
</form>`;
};

/** Nobody promises to the second. */
const ROUND_MS = 5 * MINUTE;

const followUpTimes = ({ now, rep }: LeadPage) => {
  const rounded = Math.ceil(now / ROUND_MS) * ROUND_MS;
  const tomorrow = nextLocalTime(now, rep.timezone, '09:00');
  const isToday = localDay(tomorrow, rep.timezone) === localDay(now, rep.timezone);
  const morning = isToday ? nextLocalTime(tomorrow, rep.timezone, '09:00') : tomorrow;
  return [
    { at: rounded + HOUR, kind: 'hour' },
    { at: rounded + 3 * HOUR, kind: 'hours' },
    { at: morning, kind: 'tomorrow' },
    { at: nextLocalTime(morning + 5 * DAY, rep.timezone, '09:00'), kind: 'week' },
  ] as const;
};

const outcomeForm = ({ filled = {} }: LeadPage, words: Words): string => `<hr>
<form method="post">
<fieldset><legend>${escapeHtml(words.outcome.title)}</legend>
${leadOutcomes.map((one) => radio('outcome', one, words.outcomes[one], filled.outcome === one)).join('\n')}
</fieldset>
${textarea('reason', words.outcome.why, filled.reason, words.outcome.whyHint)}
<button type="submit" class="plain" name="action" value="outcome">${escapeHtml(words.outcome.button)}</button>
</form>`;

/** A time on the rep's clocks. */
const clockOf = (
  at: number,
  { rep, now }: Pick<LeadPage, 'rep' | 'now'>,
  { locale }: PageContext,
  hasDay = localDay(at, rep.timezone) !== localDay(now, rep.timezone),
): string =>
  new Intl.DateTimeFormat(locale === 'de' ? 'de-DE' : 'en-GB', {
    timeZone: rep.timezone,
    hour: '2-digit',
    minute: '2-digit',
    ...(hasDay && { weekday: 'short', day: 'numeric', month: 'short' }),
  }).format(at);

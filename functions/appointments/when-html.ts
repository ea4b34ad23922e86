import { escapeHtml } from '../platform/html.ts';
import { dateFormat, spanZoneWords } from '../rendering/engine/formats.ts';
import type { PageLocale } from '../pages/texts.ts';
import { appointmentPageTexts } from './page-texts.ts';
import { clockAt } from './start.ts';

/** A time on the clocks of its reader, and of the appointment. Instants are epoch milliseconds. */
export interface ShownTime {
  startAt: number;
  endsAt: number;
  /** Of the appointment. */
  timezone: string;
  /** Of whoever looks at the page. */
  readerZone: string;
  isOnSite: boolean;
}

const day = (at: number, zone: string, locale: PageLocale): string =>
  dateFormat(locale, zone, 'full').format(at);
const clock = (at: number, zone: string, locale: PageLocale): string =>
  dateFormat(locale, zone, 'time').format(at);

const span = ({ startAt, endsAt }: ShownTime, zone: string, locale: PageLocale): string => {
  const isLaterDay = day(startAt, zone, locale) !== day(endsAt, zone, locale);
  const to = (isLaterDay ? `${day(endsAt, zone, locale)}, ` : '') + clock(endsAt, zone, locale);
  return appointmentPageTexts[locale].span
    .replace('{from}', () => clock(startAt, zone, locale))
    .replace('{to}', () => to);
};

/** When it is: on the reader's own clocks, and on those of the appointment where they differ, which are first on site. */
export const whenHtml = (time: ShownTime, locale: PageLocale): string => {
  const words = appointmentPageTexts[locale];
  const { startAt, endsAt, timezone, readerZone, isOnSite } = time;
  const [first, second] = isOnSite ? [timezone, readerZone] : [readerZone, timezone];
  const differs = [startAt, endsAt].some((at) => clockAt(at, first) !== clockAt(at, second));
  const lead = isOnSite ? words.siteTime : words.yourTime;
  const otherDay =
    day(startAt, first, locale) === day(startAt, second, locale) ? '' : `${day(startAt, second, locale)}, `;
  const other = (isOnSite ? words.onYourClock : words.otherClock)
    .replace('{clock}', () => otherDay + span(time, second, locale))
    .replace('{zone}', () => spanZoneWords(locale, second, [startAt, endsAt]));
  return `<p class="when"><strong>${escapeHtml(day(startAt, first, locale))}<br>${escapeHtml(span(time, first, locale))}</strong>
<span class="hint">${differs ? `${escapeHtml(lead)} ` : ''}${escapeHtml(spanZoneWords(locale, first, [startAt, endsAt]))}</span>
${differs ? `<span class="hint">${escapeHtml(other)}</span>` : ''}</p>`;
};

/** A time that is offered, in a line. */
export const offeredTime = (at: number, zone: string, locale: PageLocale): string =>
  `${day(at, zone, locale)}, ${dateFormat(locale, zone, 'timeWithZone').format(at)}`;

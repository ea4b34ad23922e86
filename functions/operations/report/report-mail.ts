import type { DataOf } from '../../../templates/define.ts';
import type { statusReport } from '../../../templates/status_report/template.ts';
import { ownAlertWords } from '../../bus/own-alerts.ts';
import { reasons } from '../../contract/message-status.ts';
import { toIso } from '../../platform/clock.ts';
import { type Share, wilson } from '../../platform/statistics.ts';
import { lengthIn, numberIn, quotable, type Wording } from '../../platform/wording.ts';
import { attentionOf, weekShares } from './attention.ts';
import { attentionWords } from './attention-words.ts';
import { reportWords } from './report-words.ts';
import type { Week, WeekAlerts } from './week.ts';

type Data = DataOf<(typeof statusReport)['variables']>;

/** What there is room for; the rest is told as a number. */
const MOST_ATTENTION = 12;
const MOST_ALERTS = 8;

/** What the report of a week says. */
export const reportData = (week: Week, wording: Wording): Data => {
  const words = reportWords[wording.language];
  const number = (value: number): string => numberIn(wording, value);
  const attention = attentionOf(week);
  const shares = weekShares(week);
  const { skipped } = week.now;
  return {
    from: toIso(week.from),
    to: toIso(week.to),
    attention: attention.slice(0, MOST_ATTENTION).map((one) => attentionWords(one, wording)),
    moreAttention: Math.max(0, attention.length - MOST_ATTENTION),
    volume: week.volume.map(({ category, sent, before }) => ({
      label: words.categories[category],
      value: number(sent),
      before: number(before),
    })),
    sent: week.now.sent,
    sentBefore: week.before.sent,
    rates: (['delivered', 'bounces', 'complaints'] as const).map((rate) => ({
      label: words.rates[rate],
      ...shareWords(shares.now[rate], wording),
      before: shareWords(shares.before[rate], wording).value,
    })),
    skipped: reasons.flatMap((reason) => {
      const count = skipped[reason];
      return count === undefined ? [] : [{ label: words.reasons[reason], value: number(count) }];
    }),
    figures: figuresOf(week, wording),
    alerts: week.alerts.slice(0, MOST_ALERTS).map((one) => ({
      label: titleOf(one, wording),
      value: number(one.count),
    })),
    moreAlerts: Math.max(0, week.alerts.length - MOST_ALERTS),
  };
};

/** A share, with its base and the interval that it lies in (Wilson, 95 %); of a small base two numbers. */
const shareWords = (share: Share, wording: Wording): { value: string; detail?: string } => {
  const words = reportWords[wording.language];
  const base = numberIn(wording, share.base);
  if (share.base === 0) return { value: '–' };
  if (share.base < wording.minBase)
    return { value: words.few({ count: numberIn(wording, share.count), base }) };
  const percent = (value: number): string =>
    new Intl.NumberFormat(wording.locale, { style: 'percent', maximumFractionDigits: 2 }).format(value);
  const { low, high } = wilson(share);
  return {
    value: percent(share.count / share.base),
    detail: words.bounds({ base, low: percent(low), high: percent(high) }),
  };
};

type Figure = NonNullable<Data['figures']>[number];

const figuresOf = (week: Week, wording: Wording): Figure[] => {
  const words = reportWords[wording.language];
  const number = (value: number): string => (value === 0 ? words.none : numberIn(wording, value));
  const dollars = new Intl.NumberFormat(wording.locale, { style: 'currency', currency: 'USD' });
  const { count, isMore } = week.deadLetters;
  return [
    { label: words.figures.suppressed, ...suppressedWords(week, wording) },
    { label: words.figures.deadLetters, value: `${number(count)}${isMore ? '+' : ''}` },
    { label: words.figures.untaken, value: number(week.untaken) },
    { label: words.figures.answered, ...answeredWords(week, wording) },
    { label: words.figures.texts, ...textWords(week, wording) },
    { label: words.figures.cost, value: dollars.format(week.usd), detail: words.cost },
  ];
};

const suppressedWords = (
  { suppressed: { bounce, complaint, manual } }: Pick<Week, 'suppressed'>,
  wording: Wording,
): Omit<Figure, 'label'> => {
  const words = reportWords[wording.language];
  const number = (value: number): string => numberIn(wording, value);
  const all = bounce + complaint + manual;
  if (all === 0) return { value: words.none };
  const detail = words.suppressed({
    bounce: number(bounce),
    complaint: number(complaint),
    manual: number(manual),
  });
  return { value: number(all), detail };
};

const answeredWords = (
  { answers: { count, medianSeconds } }: Pick<Week, 'answers'>,
  wording: Wording,
): Omit<Figure, 'label'> => {
  const words = reportWords[wording.language];
  if (medianSeconds === undefined) return { value: words.none };
  const median = lengthIn(wording, Math.max(1, medianSeconds));
  return { value: numberIn(wording, count), detail: words.answered({ median }) };
};

const textWords = (
  { texts: { parts, refused } }: Pick<Week, 'texts'>,
  wording: Wording,
): Omit<Figure, 'label'> => {
  const words = reportWords[wording.language];
  const number = (value: number): string => numberIn(wording, value);
  return {
    value: parts === 0 ? words.none : words.parts({ parts: number(parts) }),
    ...(refused > 0 && { detail: words.refused({ refused: number(refused) }) }),
  };
};

const titleOf = ({ ownKey, title }: WeekAlerts, { language }: Wording): string => {
  const own = ownKey === undefined ? undefined : ownAlertWords(ownKey, language);
  return own?.title ?? (title === undefined ? '…' : quotable(title));
};

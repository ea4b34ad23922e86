import type { DataOf } from '../../templates/define.ts';
import type { salesDigest } from '../../templates/sales_digest/template.ts';
import { leadOutcomes } from '../contract/lead-outcome.ts';
import { asLine } from '../platform/one-line.ts';
import { toIso } from '../platform/clock.ts';
import { withoutLinks } from '../platform/strangers-words.ts';
import { formatChecks } from '../rendering/variable-formats.ts';
import { lengthIn, quotable, shareIn, sumsIn, type Wording } from '../platform/wording.ts';
import type { Digest } from './digest.ts';
import { wordsOf } from './insight-words.ts';
import type { Numbers } from './numbers.ts';
import { scoreAt } from './timeline.ts';
import { whoIs } from './words.ts';

type Data = DataOf<(typeof salesDigest)['variables']>;

const MOST_HOT = 10;
const MOST_TO_DO = 20;
/** Readers who are named. */
export const MOST_READERS = 10;
const MOST_STAGES = 40;
const MOST_SUMS = 10;
const LONGEST_TITLE = 200;

/** A line of somebody else's, within what the mail has room for. */
const title = (text: string): string => withoutLinks(asLine(text)).slice(0, LONGEST_TITLE).toWellFormed();

/** An address as mails take it; a caller's may be one that browsers mend, and mails don't. */
const httpsUrl = (url: string | undefined): string | undefined =>
  url !== undefined && formatChecks['https-url'].holds(url) ? url : undefined;

/** Whole percents of the longest bar. */
const percentOf = (count: number, most: number): number =>
  most === 0 ? 0 : Math.round((100 * count) / most);

/** The day of a rep, as its mail tells it. */
export const salesDigestData = (digest: Digest, wording: Wording): Data => {
  const { span, numbers, isQuiet } = digest;
  return {
    isQuiet,
    from: toIso(span.from),
    to: toIso(span.to),
    ...toDoData(digest, wording),
    ...(isQuiet ? {} : figuresData(numbers, wording)),
    insights: digest.insights.map((finding) => wordsOf(finding, wording)),
  };
};

const toDoData = ({ toDo, span }: Digest, { language }: Wording) => {
  const { hot, followUps, appointments } = toDo;
  const left = (items: readonly unknown[], most: number): number => Math.max(0, items.length - most);
  return {
    hot: hot.slice(0, MOST_HOT).map(({ lead, askedAt }) => ({
      who: whoIs(lead, language),
      score: scoreAt(lead, span.to),
      since: toIso(askedAt),
      url: httpsUrl(lead.crmUrl),
    })),
    followUps: followUps.slice(0, MOST_TO_DO).map(({ lead, promise, isOverdue }) => ({
      who: whoIs(lead, language),
      by: toIso(promise.by),
      isOverdue,
      url: httpsUrl(lead.crmUrl),
    })),
    appointments: appointments.slice(0, MOST_TO_DO).map(({ appointment, isTomorrow }) => ({
      title: appointment.title && title(appointment.title),
      who: whoIs(appointment, language),
      start: toIso(appointment.startAt),
      isTomorrow,
      joinUrl: appointment.joinUrl,
      materials: appointment.materials.map((one) => ({ title: title(one.title), url: one.url })),
    })),
    more: left(hot, MOST_HOT) + left(followUps, MOST_TO_DO) + left(appointments, MOST_TO_DO),
  };
};

const figuresData = (numbers: Numbers, wording: Wording) => {
  const { alerts, engagement, conversion, pipeline } = numbers;
  const deals = Math.max(...pipeline.map((stage) => stage.deals), 0);
  const median = alerts.medianSeconds;
  return {
    done: doneData(numbers),
    ...(alerts.asked > 0 && {
      alerts: {
        asked: alerts.asked,
        answered: alerts.answered,
        inTarget: alerts.inTarget,
        median: median === null ? undefined : lengthIn(wording, median),
      },
    }),
    readers: engagement.people
      .slice(0, MOST_READERS)
      .map(({ email, clicked }) => ({ email, isClicked: clicked })),
    newLeads: newLeadsData(numbers),
    quality: qualityData(numbers),
    ...(conversion.base > 0 && {
      conversion: shareIn(wording, { count: conversion.converted, base: conversion.base }),
    }),
    pipeline: pipeline.slice(0, MOST_STAGES).map(({ stage, value, entered, left, ...one }) => ({
      stage: quotable(stage),
      deals: one.deals,
      percent: percentOf(one.deals, deals),
      value: value.length === 0 ? undefined : sumsIn(wording, value.slice(0, MOST_SUMS)),
      entered,
      left,
    })),
  };
};

/** What there was none of is left out. */
const doneData = (numbers: Numbers): NonNullable<Data['done']> => {
  const names = ['conversations', 'calls', 'emails', 'meetings', 'tasks'] as const;
  const { opened, clicked } = numbers.engagement;
  return [
    ...names.map((what) => ({ what, count: numbers[what] })),
    ...leadOutcomes.map((what) => ({ what, count: numbers.outcomes[what] })),
    { what: 'opened' as const, count: opened },
    { what: 'clicked' as const, count: clicked },
  ].filter(({ count }) => count > 0);
};

const newLeadsData = ({ newLeads }: Numbers): NonNullable<Data['newLeads']> => {
  const most = Math.max(...Object.values(newLeads));
  if (most === 0) return [];
  return (['hot', 'warm', 'cold'] as const).map((band) => ({
    band,
    count: newLeads[band],
    percent: percentOf(newLeads[band], most),
  }));
};

const qualityData = ({ quality }: Numbers): NonNullable<Data['quality']> => {
  const known = [
    { of: 'now' as const, ...quality },
    { of: 'weeks' as const, ...quality.fourWeeks },
    { of: 'team' as const, ...quality.team },
  ];
  return known.flatMap(({ of, meanScore, base }) =>
    meanScore === null ? [] : { of, mean: meanScore, base },
  );
};

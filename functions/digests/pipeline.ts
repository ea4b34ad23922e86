import { byTime, type Span } from './timeline.ts';

/** What was told of a deal at a moment, epoch milliseconds. */
export interface DealEntry {
  id: string;
  at: number;
  deal: string;
  stage?: string | undefined;
  value?: Money | undefined;
}

interface Money {
  amount: number;
  currency: string;
}

/** What stands in a stage at the end of a span, and what came and went in it. */
export interface StageFigures {
  stage: string;
  deals: number;
  /** A sum a currency: they are never added up. */
  value: Money[];
  entered: number;
  left: number;
}

interface DealState {
  stage: string | undefined;
  value: Money | undefined;
}

/** A deal as it stood: stage and value are those that were told last until then, by time, then by id. */
const dealAt = (entries: readonly DealEntry[], until: number): DealState => {
  const known = entries.filter(({ at }) => at <= until).sort(byTime);
  return {
    stage: known.findLast(({ stage }) => stage !== undefined)?.stage,
    value: known.findLast(({ value }) => value !== undefined)?.value,
  };
};

/** The pipeline of a span, in the order of the stages of app.yaml; those that it lacks stand last, by their names. */
export const pipelineOf = (
  entries: readonly DealEntry[],
  { from, to }: Span,
  stages: readonly string[],
): StageFigures[] => {
  const deals = [...Map.groupBy(entries, ({ deal }) => deal).values()].map((all) => ({
    before: dealAt(all, from).stage,
    now: dealAt(all, to),
  }));
  const named = new Set(deals.flatMap(({ before, now }) => [before, now.stage]));
  const known = [...named].filter((stage) => stage !== undefined);
  return [
    ...stages.filter((stage) => named.has(stage)),
    ...known.filter((stage) => !stages.includes(stage)).sort(),
  ].map((stage) => {
    const here = deals.filter(({ now }) => now.stage === stage);
    return {
      stage,
      deals: here.length,
      value: sumsOf(here.flatMap(({ now }) => now.value ?? [])),
      entered: here.filter(({ before }) => before !== stage).length,
      left: deals.filter(({ before, now }) => before === stage && now.stage !== stage).length,
    };
  });
};

/** Sums by currency, in hundredths, so that no sum has digits that no amount had. */
const sumsOf = (values: readonly Money[]): Money[] =>
  [...Map.groupBy(values, ({ currency }) => currency)]
    .map(([currency, all]) => ({
      currency,
      amount: all.reduce((sum, { amount }) => sum + Math.round(amount * 100), 0) / 100,
    }))
    .sort((a, b) => (a.currency < b.currency ? -1 : 1));

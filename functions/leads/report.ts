import { medianOf } from '../platform/median.ts';
import { recentSpan } from '../platform/recent-span.ts';
import type { PolicyName } from './config.ts';
import type { RunFact } from './report-store.ts';

interface Figures {
  alerted: number;
  answered: number;
  inTarget: number;
  medianSeconds: number | null;
  exhausted: number;
}

export interface LeadReport extends Figures {
  from: number;
  to: number;
  byPolicy: (Figures & { policy: PolicyName })[];
  bySteps: { step: number; answered: number; medianSeconds: number | null }[];
}

export interface ReportDeps {
  eachFact: (span: { from: number; to: number }) => AsyncGenerator<RunFact[]>;
  now: () => number;
}

/** How fast leads were answered, by the day (of UTC) on which somebody was asked. @throws ServiceError `invalid`. */
export const leadReport = async (
  { eachFact, now }: ReportDeps,
  asked: { from?: number | undefined; to?: number | undefined },
): Promise<LeadReport> => {
  const span = recentSpan(asked, now());
  const facts: RunFact[] = [];
  for await (const page of eachFact(span)) facts.push(...page);
  const answered = facts.filter(isAnswered);
  const steps = [...new Set(answered.map(({ step }) => step))].sort((a, b) => a - b);
  return {
    ...span,
    ...figuresOf(facts),
    byPolicy: (['hot', 'warm'] as const).map((policy) => ({
      policy,
      ...figuresOf(facts.filter((fact) => fact.policy === policy)),
    })),
    bySteps: steps.map((step) => {
      const after = answered.filter((fact) => fact.step === step);
      return { step, answered: after.length, medianSeconds: medianSecondsOf(after) };
    }),
  };
};

const isAnswered = ({ answeredAt }: RunFact): boolean => answeredAt !== undefined;

const figuresOf = (facts: readonly RunFact[]): Figures => ({
  alerted: facts.length,
  answered: facts.filter(isAnswered).length,
  inTarget: facts.filter(({ withinTarget }) => withinTarget === true).length,
  medianSeconds: medianSecondsOf(facts),
  exhausted: facts.filter(({ isExhausted }) => isExhausted).length,
});

const medianSecondsOf = (facts: readonly RunFact[]): number | null =>
  medianOf(facts.flatMap(({ responseSeconds }) => responseSeconds ?? [])) ?? null;

import { type Expression, parseExpressionAt, type SpreadElement } from 'acorn';
import { z } from 'zod';

// What CloudWatch makes of an alarm, for the few functions of metric mathematics that ours use:
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html and alarm-evaluation.html

/** Something that was measured. */
export interface Point {
  name: string;
  /** The value of the metric's one dimension; undefined where it has none. */
  of?: string | undefined;
  /** Epoch milliseconds. */
  at: number;
  value: number;
}

const dimensionsSchema = z.array(z.object({ Name: z.string(), Value: z.string() })).default([]);
const statSchema = z.object({
  Metric: z.object({ MetricName: z.string(), Dimensions: dimensionsSchema }),
  Period: z.number(),
  Stat: z.enum(['Sum', 'Maximum', 'Average']),
});
const metricsSchema = z.array(
  z.object({ Id: z.string(), Expression: z.string().optional(), MetricStat: statSchema.optional() }),
);
export const alarmSchema = z.object({
  AlarmName: z.string(),
  AlarmDescription: z.string(),
  Threshold: z.number(),
  EvaluationPeriods: z.number(),
  DatapointsToAlarm: z.number().default(1),
  ComparisonOperator: z.enum(['GreaterThanOrEqualToThreshold', 'LessThanThreshold']),
  TreatMissingData: z.enum(['breaching', 'notBreaching']),
  MetricName: z.string().optional(),
  Dimensions: dimensionsSchema,
  Period: z.number().optional(),
  Statistic: z.enum(['Sum', 'Maximum', 'Average']).optional(),
  Metrics: metricsSchema.optional(),
});
export type EvaluatedAlarm = z.infer<typeof alarmSchema>;
type Stat = z.infer<typeof statSchema>;

/** Whether an alarm fires at `now`, by whole periods that end there. */
export const fires = (alarm: EvaluatedAlarm, points: readonly Point[], now: number): boolean => {
  const periodMs = 1000 * periodOf(alarm);
  const bad = Array.from({ length: alarm.EvaluationPeriods }, (_, i) => {
    const end = now - i * periodMs;
    const value = valueOf(alarm, points, { from: end - periodMs, to: end });
    if (value === undefined || !Number.isFinite(value)) return alarm.TreatMissingData === 'breaching';
    return alarm.ComparisonOperator === 'LessThanThreshold'
      ? value < alarm.Threshold
      : value >= alarm.Threshold;
  });
  return bad.filter(Boolean).length >= alarm.DatapointsToAlarm;
};

/** In seconds. */
export const periodOf = ({ Period, Metrics = [] }: EvaluatedAlarm): number =>
  Period ?? Math.max(...Metrics.map(({ MetricStat }) => MetricStat?.Period ?? 0));

interface Span {
  from: number;
  to: number;
}

const valueOf = (alarm: EvaluatedAlarm, points: readonly Point[], span: Span): number | undefined => {
  const { Metrics, MetricName, Dimensions, Statistic = 'Sum', Period = 0 } = alarm;
  if (MetricName !== undefined)
    return measured({ Metric: { MetricName, Dimensions }, Stat: Statistic, Period }, points, span);
  const stats = new Map((Metrics ?? []).map(({ Id, MetricStat }) => [Id, MetricStat]));
  const expression = Metrics?.find(({ Expression }) => Expression !== undefined)?.Expression ?? '';
  return evaluate(parseExpressionAt(expression, 0, { ecmaVersion: 2022 }), (id) => {
    const stat = stats.get(id);
    if (stat === undefined) throw new Error(`${alarm.AlarmName} names ${id}, which is no metric of it`);
    return measured(stat, points, span);
  });
};

const measured = ({ Metric, Stat }: Stat, points: readonly Point[], span: Span): number | undefined => {
  const values = points
    .filter(({ name, of }) => name === Metric.MetricName && of === Metric.Dimensions[0]?.Value)
    .filter(({ at }) => at > span.from && at <= span.to)
    .map(({ value }) => value);
  if (values.length === 0) return undefined;
  return Stat === 'Maximum' ? Math.max(...values) : values.reduce((sum, value) => sum + value, 0);
};

type Lookup = (id: string) => number | undefined;

const operators: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '>=': (a, b) => Number(a >= b),
};

/** A data point is missing where any of its parts is, and no FILL stands for it. */
const evaluate = (node: Expression | SpreadElement, lookUp: Lookup): number | undefined => {
  switch (node.type) {
    case 'Literal':
      return Number(node.value);
    case 'Identifier':
      return lookUp(node.name);
    case 'ParenthesizedExpression':
      return evaluate(node.expression, lookUp);
    case 'BinaryExpression': {
      const operator = operators[node.operator];
      if (operator === undefined || node.left.type === 'PrivateIdentifier')
        throw new Error(`${node.operator} is not known here`);
      const [a, b] = [evaluate(node.left, lookUp), evaluate(node.right, lookUp)];
      return a === undefined || b === undefined ? undefined : operator(a, b);
    }
    case 'CallExpression':
      return call(node.callee.type === 'Identifier' ? node.callee.name : '', node.arguments, lookUp);
    default:
      throw new Error(`${node.type} is not known here`);
  }
};

const call = (
  name: string,
  args: readonly (Expression | SpreadElement)[],
  lookUp: Lookup,
): number | undefined => {
  const [first, second, third] = args;
  const at = (node: Expression | SpreadElement | undefined): number | undefined =>
    node === undefined ? undefined : evaluate(node, lookUp);
  if (name === 'FILL') return at(first) ?? at(second);
  if (name === 'IF') {
    const condition = at(first);
    return condition === undefined ? undefined : at(condition === 0 ? third : second);
  }
  if (first?.type !== 'ArrayExpression') throw new Error(`${name} is not known here`);
  const values = first.elements.flatMap((element) => (element === null ? [] : (at(element) ?? [])));
  if (name === 'MAX') return Math.max(...values);
  if (name === 'SUM') return values.reduce((sum, value) => sum + value, 0);
  throw new Error(`${name} is not known here`);
};

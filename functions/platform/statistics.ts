import { jStat } from 'jstat';

/** So many of so many. */
export interface Share {
  count: number;
  base: number;
}

export interface Interval {
  low: number;
  high: number;
}

const CONFIDENCE = 0.95;

/** The level of one of several comparisons, so that all together are wrong as rarely as one would be (Bonferroni). */
const levelOf = (comparisons: number): number => 1 - (1 - CONFIDENCE) / Math.max(1, comparisons);

const normalQuantile = (level: number): number => jStat.normal.inv(1 - (1 - level) / 2, 0, 1);

/** Wilson's interval of a share (Wilson 1927); `comparisons` is how many are made at once. */
export const wilson = ({ count, base }: Share, comparisons = 1): Interval => {
  if (base === 0) return { low: 0, high: 1 };
  const z = normalQuantile(levelOf(comparisons));
  const share = count / base;
  const middle = share + z ** 2 / (2 * base);
  const reach = z * Math.sqrt((share * (1 - share)) / base + z ** 2 / (4 * base ** 2));
  const scale = 1 + z ** 2 / base;
  return { low: Math.max(0, (middle - reach) / scale), high: Math.min(1, (middle + reach) / scale) };
};

/** The interval of how much one share is above another (Newcombe 1998, method 10). */
export const newcombe = (one: Share, other: Share, comparisons = 1): Interval => {
  if (one.base === 0 || other.base === 0) return { low: -1, high: 1 };
  const [p, q] = [one.count / one.base, other.count / other.base];
  const [ofP, ofQ] = [wilson(one, comparisons), wilson(other, comparisons)];
  return {
    low: p - q - Math.hypot(p - ofP.low, ofQ.high - q),
    high: p - q + Math.hypot(ofP.high - p, q - ofQ.low),
  };
};

/** The interval of how much one mean is above another (Welch 1947); undefined where a sample has less than two. */
export const welch = (one: readonly number[], other: readonly number[]): Interval | undefined => {
  if (one.length < 2 || other.length < 2) return undefined;
  const [a, b] = [varianceOf(one) / one.length, varianceOf(other) / other.length];
  const difference = (meanOf(one) ?? 0) - (meanOf(other) ?? 0);
  if (a + b === 0) return { low: difference, high: difference };
  const freedom = (a + b) ** 2 / (a ** 2 / (one.length - 1) + b ** 2 / (other.length - 1));
  const reach = jStat.studentt.inv(1 - (1 - CONFIDENCE) / 2, freedom) * Math.sqrt(a + b);
  return { low: difference - reach, high: difference + reach };
};

export const meanOf = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;

const varianceOf = (values: readonly number[]): number => {
  const mean = meanOf(values) ?? 0;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
};

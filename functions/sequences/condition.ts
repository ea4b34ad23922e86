import * as z from 'zod';
import { valueAt } from '../platform/json.ts';

const path = z
  .string({ error: 'a path such as customer.email' })
  .regex(/^[A-Za-z_]\w*(\.[A-Za-z_]\w*){0,5}$/, { error: 'a path of up to 6 names, such as customer.email' });
export const pathSchema = path;

const scalar = z.union([z.string().max(500), z.number(), z.boolean(), z.null()], {
  error: 'a text, a number, true, false or null',
});

const tests = {
  is: scalar.optional(),
  in: z.array(scalar, { error: 'a list of values' }).min(1, { error: 'a list of values' }).max(50).optional(),
  at_least: z.number({ error: 'a number' }).optional(),
  at_most: z.number({ error: 'a number' }).optional(),
  exists: z.boolean({ error: 'true or false' }).optional(),
};
const testNames = ['is', 'in', 'at_least', 'at_most', 'exists'] as const;

/** What must hold of a value in an event, or in the data of an enrolment: one test of what stands at a path. */
export const conditionSchema = z
  .strictObject(
    { path, ...tests },
    { error: 'a condition with path and one of is, in, at_least, at_most, exists' },
  )
  .refine((condition) => testNames.filter((name) => condition[name] !== undefined).length === 1, {
    error: 'path with one of is, in, at_least, at_most, exists',
  });
export type Condition = z.infer<typeof conditionSchema>;

/** What stands at a path such as `customer.email`; undefined where it ends before, or leaves what is the value's own. */
export const at = (value: unknown, dotted: string): unknown => {
  const names = dotted.split('.');
  const isOwn = names.every((name, i) => {
    const parent = valueAt(value, names.slice(0, i));
    return typeof parent === 'object' && parent !== null && Object.hasOwn(parent, name);
  });
  return isOwn ? valueAt(value, names) : undefined;
};

/** Whether a condition holds; what is missing holds of nothing but `exists: false`. */
export const holds = (condition: Condition, value: unknown): boolean => {
  const found = at(value, condition.path);
  const isThere = found !== undefined && found !== null;
  if (condition.exists !== undefined) return isThere === condition.exists;
  if (condition.is !== undefined) return found === condition.is;
  if (condition.in !== undefined) return condition.in.some((one) => one === found);
  if (typeof found !== 'number') return false;
  return condition.at_least === undefined
    ? found <= (condition.at_most ?? -Infinity)
    : found >= condition.at_least;
};

/** Whether all conditions hold. */
export const allHold = (conditions: readonly Condition[], value: unknown): boolean =>
  conditions.every((condition) => holds(condition, value));

import type { AnyNode, CallExpression } from 'acorn';
import { pluralRules } from './formats.ts';

/** CLDR's plural categories. Each language has some of them, and all have `other`. */
const categories: ReadonlySet<unknown> = new Set(['zero', 'one', 'two', 'few', 'many', 'other']);

/** What stands behind the name of a category, or else behind `other`; names and forms take turns. */
export const formOf = (forms: readonly unknown[], category: string): unknown => {
  const behind = (name: string): unknown => forms.find((_form, i) => i % 2 === 1 && forms[i - 1] === name);
  return behind(category) ?? behind('other');
};

/** Why a call of `plural` can't be understood; undefined when it can. */
export const faultOfPlural = (call: CallExpression): string | undefined => {
  const forms = formsOf(call);
  const names = new Set(forms.map(({ name }) => name));
  const isWhole =
    forms.every(({ name, form }) => categories.has(name) && form !== undefined) &&
    names.size === forms.length &&
    names.has('other');
  return isWhole
    ? undefined
    : "plural() takes a number, then the name of each form and the form: plural(it.n, 'one', '{n} day', 'other', '{n} days'). Names are zero, one, two, few, many and other; other must be there.";
};

/** The forms of a call that are written out, by their names. */
export const formsOf = ({
  arguments: [, ...forms],
}: CallExpression): { name: unknown; form: AnyNode | undefined }[] =>
  forms.flatMap((node, i) =>
    i % 2 === 0 ? [{ name: node.type === 'Literal' ? node.value : undefined, form: forms[i + 1] }] : [],
  );

/** Whether a language has a category. */
export const hasCategory = (locale: string, category: string): boolean =>
  pluralRules(locale)
    .resolvedOptions()
    .pluralCategories.some((name) => name === category);

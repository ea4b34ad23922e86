import type { Category } from '../functions/contract/category.ts';
import type { Variable, Variables } from '../functions/rendering/variables.ts';

type Json = Readonly<Record<string, unknown>>;

/** The TypeScript type of a declared variable's value. */
type ValueOf<V extends Variable> = V extends { enum: readonly (infer E)[] }
  ? E
  : V['type'] extends 'string'
    ? string
    : V['type'] extends 'number' | 'integer'
      ? number
      : V['type'] extends 'boolean'
        ? boolean
        : V['type'] extends 'array'
          ? V extends { items: infer I extends Variable }
            ? readonly ValueOf<I>[]
            : readonly unknown[]
          : V extends { properties: infer P extends Variables }
            ? DataOf<P>
            : Json;

type RequiredNames<V extends Variables> = {
  [N in keyof V]: V[N] extends { required: true } ? (V[N] extends { default: unknown } ? never : N) : never;
}[keyof V];

/** The data that a template with these variables takes: features that pass other data do not compile. */
export type DataOf<V extends Variables> = { readonly [N in RequiredNames<V>]: ValueOf<V[N]> } & {
  readonly [N in Exclude<keyof V, RequiredNames<V>>]?: ValueOf<V[N]> | undefined;
};

/** A built-in template: what its folder's sources do not say. */
export interface BuiltInDefinition<V extends Variables = Variables> {
  name: string;
  /** Where its sources are, below templates/; the folder of its name when left out. */
  folder?: string;
  category: Category;
  description: string;
  /** `customer` is for readers outside the company, `team` for those who read many such mails a day. */
  layout: 'customer' | 'team';
  /** Sources of a line each; the body is in body.mjml, the text part in text.txt. */
  subject: string;
  title: string;
  preheader: string;
  variables: V;
  /** By language; `en` is complete. */
  texts: Readonly<Record<string, Readonly<Record<string, string>>>>;
  samples: { rich: DataOf<V>; minimal: DataOf<V>; hostile: DataOf<V> };
}

/** Holds samples against the variables they belong to. */
export const defineBuiltIn = <const V extends Variables>(
  definition: BuiltInDefinition<V>,
): BuiltInDefinition<V> => definition;

/** Any of them, whatever its variables. */
export type AnyBuiltIn = Omit<BuiltInDefinition, 'samples'> & {
  samples: Readonly<Record<'rich' | 'minimal' | 'hostile', Json>>;
};

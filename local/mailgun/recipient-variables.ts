import * as z from 'zod';
import { jsonTextSchema } from './json-text.ts';
import { addressKey, type Mailbox } from './addresses.ts';

/** What a batch says of each recipient, by the key of the address. */
export type RecipientVariables = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** Puts a recipient's own values into a text. */
export type Fill = (text: string) => string;

const shape = jsonTextSchema.pipe(z.record(z.string(), z.record(z.string(), z.unknown())));

/** Reads `recipient-variables`; undefined when it is not JSON of that form. */
export const parseRecipientVariables = (text: string): RecipientVariables | undefined => {
  const parsed = shape.safeParse(text);
  if (!parsed.success) return undefined;
  return new Map(
    Object.entries(parsed.data).map(([address, values]) => [
      addressKey(address),
      Object.fromEntries(Object.entries(values).map(([name, value]) => [name, shown(value)])),
    ]),
  );
};

const shown = (value: unknown): string => {
  if (typeof value === 'string') return value;
  return value === null ? '' : JSON.stringify(value);
};

const placeholder = /%recipient(?:\.([^%\r\n]+)|_(email|name|fname|lname))?%/g;

/** A variable that a recipient lacks stays as it was written. */
export const filler = (mailbox: Mailbox, variables: RecipientVariables): Fill => {
  const own = variables.get(addressKey(mailbox.address)) ?? {};
  const name = /^\s*"?(.*?)"?\s*<[^<>]*>$/.exec(mailbox.text)?.[1] ?? '';
  const [first = '', ...others] = name.split(/\s+/);
  const builtIn: Record<string, string> = {
    email: mailbox.address,
    name,
    fname: first,
    lname: others.join(' '),
  };
  return (text) =>
    text.replace(placeholder, (whole, variable: string | undefined, part: string | undefined) => {
      if (variable !== undefined) return Object.hasOwn(own, variable) ? (own[variable] ?? whole) : whole;
      return part === undefined ? mailbox.text : (builtIn[part] ?? whole);
    });
};

/** For a message that is the same for everybody. */
export const unfilled: Fill = (text) => text;

import { checkAddress, recipientKey } from '../platform/address.ts';

/** Whatever may be an address, and what stands before it without a blank. */
const RUNS = /[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]+@[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?/gu;
/** Signs that an address may have, and that more often stand ahead of one: `user=ada@…`. */
const AHEAD = /[!#$%&'*+/=?^`{|}~]/gu;

/** What a run may be: the whole of it, and what follows each sign ahead of an address. */
const readings = (run: string): string[] => {
  const at = run.lastIndexOf('@');
  const begins = [...run.slice(0, at).matchAll(AHEAD)].map(({ index }) => index + 1);
  return [0, ...begins].map((begin) => run.slice(begin));
};

const addressOf = (reading: string): string | undefined => {
  const checked = checkAddress(reading);
  return checked.ok ? checked.email : undefined;
};

/** A URL hides addresses behind codes. */
const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** E-mail addresses that texts name, each once. */
export const addressesIn = (...texts: readonly (string | undefined)[]): string[] => {
  const runs = texts.flatMap((text = '') => [
    ...(text.match(RUNS) ?? []),
    ...(decoded(text).match(RUNS) ?? []),
  ]);
  return [...new Set(runs.flatMap((run) => readings(run).flatMap((one) => addressOf(one) ?? [])))];
};

/** The text without an address; whoever reads it sees that something was there. */
export const withoutAddress = (text: string, email: string): string =>
  text.replace(RUNS, (run) => {
    const own = readings(run).find((one) => {
      const address = addressOf(one);
      return address !== undefined && recipientKey(address) === recipientKey(email);
    });
    return own === undefined ? run : run.slice(0, run.length - own.length) + '[…]';
  });

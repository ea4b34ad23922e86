import { promises as dns } from 'node:dns';

/** What the DNS says of a name. `silent`: it said nothing that could be relied on, for this reason. */
export type Answer = { is: 'found'; values: string[] } | { is: 'none' } | { is: 'silent'; why: string };

export interface Dns {
  txt: (name: string) => Promise<Answer>;
  cname: (name: string) => Promise<Answer>;
  a: (name: string) => Promise<Answer>;
}

/** RFC 1035 §4.1.1: the name is not there, or has no records of this type. */
const NONE = new Set(['ENOTFOUND', 'ENODATA']);

const reasons: Readonly<Record<string, string>> = {
  ETIMEOUT: 'it did not answer in time',
  ECONNREFUSED: 'nothing listens there',
  ESERVFAIL: 'it failed (SERVFAIL)',
  EREFUSED: 'it refused the question (REFUSED)',
};

/**
 * Asks the resolver of this machine, or the one at `server` (`host:port`).
 * @throws TypeError when `server` is no address.
 */
export const makeDns = (options: { server?: string | undefined; timeoutMs: number; tries: number }): Dns => {
  const resolver = new dns.Resolver({ timeout: options.timeoutMs, tries: options.tries });
  if (options.server !== undefined) resolver.setServers([options.server]);
  const ask = async (question: Promise<string[]>): Promise<Answer> => {
    try {
      return { is: 'found', values: await question };
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      return NONE.has(code) ? { is: 'none' } : { is: 'silent', why: reasons[code] ?? code };
    }
  };
  return {
    // RFC 7208 §3.3: strings of one record are put together without blanks.
    txt: (name) =>
      ask(resolver.resolveTxt(name).then((records) => records.map((strings) => strings.join('')))),
    cname: (name) => ask(resolver.resolveCname(name)),
    a: (name) => ask(resolver.resolve4(name)),
  };
};

/** A host as it is compared: DNS knows no capitals, and a dot at the end says nothing. */
export const hostOf = (name: string): string => name.toLowerCase().replace(/\.$/, '');

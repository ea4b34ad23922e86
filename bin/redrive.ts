import { parseArgs } from 'node:util';
import * as z from 'zod';
import { variable } from '../lib/environment-variable.ts';
import { optionFault } from '../lib/usage-fault.ts';

const usage = `Tries failed e-mails again, each as a new generation. It shows what it would do, and does it only with --yes.

  npm run redrive -- --url https://mail.example.com --since 2027-01-31T09:00:00Z
  npm run redrive -- --url https://mail.example.com --since 2027-01-31T09:00:00Z --reason dead_lettered --yes

  --reason   dead_lettered, rejected, outcome_unknown, no_content, …; all when left out
  --since    failed at this time or later (ISO 8601 with offset); needed
  --url      the API; http://127.0.0.1:3000 when left out
  OUTBOUND_EMAIL_KEY in the environment holds a key with the scopes read and operate; local-dev-key when left out`;

/** A fault of the caller, told in one line. */
class UsageError extends Error {}

const failureSchema = z.object({
  id: z.string(),
  reason: z.string(),
  detail: z.string().default(''),
  template: z.string().optional(),
  category: z.string(),
});
type Failure = z.infer<typeof failureSchema>;
const pageSchema = z.object({ items: z.array(failureSchema), next: z.string().optional() });
const problemSchema = z.object({ detail: z.string() });

interface Api {
  url: string;
  key: string;
}

const call = async (
  api: Api,
  method: string,
  pathname: string,
): Promise<{ status: number; body: unknown }> => {
  try {
    const response = await fetch(api.url + pathname, {
      method,
      headers: { authorization: `Bearer ${api.key}` },
    });
    return { status: response.status, body: await response.json() };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
    throw new UsageError(`Nothing answers at ${api.url}${cause}. Name the API with --url.`);
  }
};

const listFailures = async (api: Api, filter: Record<string, string>): Promise<Failure[]> => {
  const failures: Failure[] = [];
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({ ...filter, limit: '100', ...(cursor !== undefined && { cursor }) });
    const { status, body } = await call(api, 'GET', `/v1/dead-letters?${query.toString()}`);
    if (status !== 200) throw new UsageError(refusalOf(status, body));
    const page = pageSchema.parse(body);
    failures.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined);
  return failures;
};

/** What the API says, and where the key that it refused came from. */
const refusalOf = (status: number, body: unknown): string => {
  const { detail } = problemSchema.parse(body);
  return status === 401 || status === 403 ? `${detail} The key is that of OUTBOUND_EMAIL_KEY.` : detail;
};

/** How many there are of each kind, the most first. */
const summary = (failures: readonly Failure[]): string =>
  [
    ...Map.groupBy(
      failures,
      ({ reason, template, category, detail }) => `${reason}  ${template ?? category}  ${detail}`,
    ),
  ]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([kind, group]) => `${String(group.length).padStart(7)}  ${kind}`)
    .join('\n');

const retryAll = async (
  api: Api,
  failures: readonly Failure[],
): Promise<{ retried: number; refused: string[] }> => {
  const refused: string[] = [];
  for (const { id } of failures) {
    const { status, body } = await call(api, 'POST', `/v1/emails/${id}/retry`);
    if (status !== 202) refused.push(`${id}: ${problemSchema.parse(body).detail}`);
  }
  return { retried: failures.length - refused.length, refused };
};

const run = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      reason: { type: 'string' },
      since: { type: 'string' },
      url: { type: 'string', default: `http://127.0.0.1:${variable('PORT') ?? 3000}` },
      yes: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  if (values.since === undefined) throw new UsageError(`--since is missing.\n\n${usage}`);
  if (!z.iso.datetime({ offset: true }).safeParse(values.since).success)
    throw new UsageError(`--since "${values.since}" is no moment such as 2027-01-31T09:00:00Z.`);
  if (!/^https?:\/\//.test(values.url))
    throw new UsageError(`--url is "${values.url}"; allowed: an address such as https://mail.example.com`);
  const api = { url: values.url, key: process.env['OUTBOUND_EMAIL_KEY'] ?? 'local-dev-key' };
  const failures = await listFailures(api, {
    since: values.since,
    ...(values.reason !== undefined && { reason: values.reason }),
  });
  console.log(failures.length === 0 ? 'No failed e-mail matches.' : summary(failures));
  if (failures.length === 0) return;
  if (!values.yes) {
    console.log(`${failures.length} would be tried again. Add --yes to do it.`);
    return;
  }
  const { retried, refused } = await retryAll(api, failures);
  for (const line of refused) console.error(line);
  console.log(`${retried} tried again.`);
  if (refused.length > 0) process.exitCode = 1;
};

try {
  await run();
} catch (error) {
  const usageFault = error instanceof UsageError ? error.message : optionFault('redrive', error);
  console.error(usageFault ?? error);
  process.exitCode = 1;
}

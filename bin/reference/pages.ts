import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ENDED_ON } from '../../functions/conversations/example.ts';
import { type DocumentedRoute } from '../../functions/openapi/operation.ts';
import { type Scope, scopes } from '../../functions/platform/api-keys.ts';
import { DEFAULT_LIMIT, MAX_LIMIT } from '../../functions/platform/page.ts';
import { MAX_BODY_BYTES } from '../../functions/platform/request-body.ts';
import { routeKey } from '../../functions/platform/route.ts';
import { allEvents } from '../../lib/all-events.ts';
import { allRoutes } from '../../lib/all-routes.ts';
import { parseConfig } from '../../lib/read-config.ts';
import { apiReference } from './api.ts';
import { eventsReference } from './events.ts';
import { table } from './markdown.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const DOCS = path.join(ROOT, 'docs');

/** A page of the reference: its file, and what it says. */
export interface ReferencePage {
  file: string;
  content: string;
}

/** The pages that are made from what rooms declare. */
export const referencePages = async (): Promise<ReferencePage[]> => {
  const [routes, events] = await Promise.all([allRoutes(), allEvents()]);
  const errorRows = rowsOfCodes(readFileSync(path.join(DOCS, 'errors.md'), 'utf8'));
  return [
    { name: 'api.md', content: apiReference(routes, { general: generalPart(routes), errorRows }) },
    { name: 'events.md', content: eventsReference(events, routes, headOf('events')) },
  ].map(({ name, content }) => ({ file: path.join(DOCS, name), content: pinned(content) }));
};

const headOf = (page: string): string =>
  readFileSync(path.join(import.meta.dirname, `${page}-head.md`), 'utf8');

/** An example that is always of last month would make the pages other ones each month. */
const pinned = (content: string): string => content.replaceAll(ENDED_ON, '2027-03-04');

/** What is told of each code of an error stands once, by hand. */
const rowsOfCodes = (errors: string): string => {
  const [, codes = ''] = errors.split('\n## Codes\n');
  const [rows = ''] = codes.split('\n\nIn a batch');
  return rows
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .join('\n');
};

const scopeMeanings: Readonly<Record<Scope, string>> = {
  send: 'asks for mail: e-mails, conversations, appointments, leads, sequences, activities',
  read: 'reads everything',
  templates: 'writes, publishes and tests templates',
  recipients: 'preferences and suppressions, exporting and erasing persons',
  operate: 'pauses, resumes, cancels by tag, retries; reps and teams',
  admin: 'has all of them',
};

const generalPart = (routes: readonly DocumentedRoute[]): string => {
  const { limits, email } = parseConfig('', 'app.yaml');
  const facts: Readonly<Record<string, string>> = {
    scopes: table(
      ['scope', 'what it opens'],
      scopes.map((scope) => [`\`${scope}\``, scopeMeanings[scope]]),
    ),
    bodyMb: String(MAX_BODY_BYTES / 1024 / 1024),
    mostItems: String(MAX_LIMIT),
    items: String(DEFAULT_LIMIT),
    idempotent: listed(routesWithHeader(routes, 'idempotency-key')),
    ifMatch: listed(routesWithHeader(routes, 'if-match')),
    etags: listed(
      routes.filter(({ answers }) =>
        Object.values(answers).some(({ headers }) => headers && 'etag' in headers),
      ),
    ),
    perSecond: String(limits.requests_per_second.api),
    perMinute: String(email.delivery.rate_limit_per_minute),
  };
  return headOf('api').replace(/\{\{(\w+)\}\}/g, (text, name: string) => facts[name] ?? text);
};

const routesWithHeader = (routes: readonly DocumentedRoute[], name: string): DocumentedRoute[] =>
  routes.filter(({ headers }) => headers !== undefined && name in headers.shape);

const listed = (routes: readonly DocumentedRoute[]): string =>
  routes.map((route) => `\`${routeKey(route)}\``).join(', ');

import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { bind, makeHttpHandler } from '../platform/http.ts';
import { ServiceError } from '../platform/errors.ts';
import { makeLogger } from '../platform/logging.ts';
import { getViewerFile, showOpenApi, showViewer } from './openapi.routes.ts';
import { answerFile, isViewerFile, type ViewerFile } from './viewer.ts';

/** Read when somebody asks: most of what this function answers is the 404 of unknown paths. */
let document: Promise<Record<string, unknown>> | undefined;

/** The document lies beside the bundle. */
const readDocument = async (): Promise<Record<string, unknown>> => {
  const file = await readFile(new URL('openapi.json', import.meta.url), 'utf8');
  return z.record(z.string(), z.unknown()).parse(JSON.parse(file));
};

const showFile = async (file: ViewerFile) =>
  answerFile(file, await readFile(new URL(`viewer/${file}`, import.meta.url), 'utf8'));

const routes = [
  bind(showOpenApi, async ({ origin }) => ({
    status: 200,
    body: { ...(await (document ??= readDocument())), servers: [{ url: origin }] },
    headers: { 'cache-control': 'public, max-age=300', 'access-control-allow-origin': '*' },
  })),
  bind(showViewer, () => showFile('index.html')),
  bind(getViewerFile, ({ params: { file } }) => {
    if (!isViewerFile(file)) throw new ServiceError('not_found', `The viewer has no file "${file}".`);
    return showFile(file);
  }),
];

/** The API's description, what shows it, and the 404 of every path that no route answers. */
export const handler = makeHttpHandler(routes, {
  authenticate: () => Promise.reject(new Error('This route is public')),
  logger: makeLogger(),
});

import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { targetOf } from './target.ts';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};

const fileOf = (pathname: string): string | undefined =>
  /^\/console\/?$/.test(pathname) ? 'index.html' : /^\/console\/([a-z-]+\.(?:css|js))$/.exec(pathname)?.[1];

/** Whether somebody has opened the bare address in a browser. */
export const isFrontDoor = (request: Pick<IncomingMessage, 'method' | 'url' | 'headers'>): boolean =>
  (request.method === 'GET' || request.method === 'HEAD') &&
  targetOf(request).pathname === '/' &&
  /\btext\/html\b/i.test(request.headers.accept ?? '');

/** Leads to the console: the API itself has nothing at the bare address. */
export const leadToConsole = (response: ServerResponse): void => {
  response.writeHead(302, { location: '/console', 'cache-control': 'no-store', vary: 'accept' }).end();
};

/** Serves the console: the files of one folder. */
export const makeConsole = () => {
  const folder = path.resolve(import.meta.dirname, '../../console');
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const file = fileOf(targetOf(request).pathname);
    const content =
      file === undefined ? undefined : await readFile(path.join(folder, file)).catch(() => undefined);
    if (file === undefined || content === undefined) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('The console has no such page.');
      return;
    }
    response.writeHead(200, {
      'content-type': contentTypes[path.extname(file)] ?? 'application/octet-stream',
      'cache-control': 'no-cache',
    });
    response.end(content);
  };
};

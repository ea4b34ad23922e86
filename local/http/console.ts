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

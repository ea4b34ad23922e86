import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';

const files: Readonly<Record<string, [file: string, contentType: string]>> = {
  '/console': ['index.html', 'text/html; charset=utf-8'],
  '/console/': ['index.html', 'text/html; charset=utf-8'],
  '/console/console.css': ['console.css', 'text/css; charset=utf-8'],
  '/console/console.js': ['console.js', 'text/javascript; charset=utf-8'],
};

/** Serves the console. */
export const makeConsole = () => {
  const folder = path.resolve(import.meta.dirname, '../../console');
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [file, contentType] = files[new URL(request.url ?? '/', 'http://localhost').pathname] ?? [];
    if (file === undefined || contentType === undefined) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('The console has no such page.');
      return;
    }
    response.writeHead(200, { 'content-type': contentType, 'cache-control': 'no-cache' });
    response.end(await readFile(path.join(folder, file)));
  };
};

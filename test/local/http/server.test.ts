import { connect } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readBody } from '../../../local/http/body.ts';
import { type Answer, startServer } from '../../../local/http/server.ts';

const serve = async (answer: Answer) => {
  const failures: unknown[] = [];
  const server = await startServer(0, answer, (error) => failures.push(error));
  onTestFinished(() => server.stop());
  return { ...server, failures };
};

describe('A server of this machine', () => {
  test('answers 500 where its answer fails, and tells of it', async () => {
    const { url, failures } = await serve(() => Promise.reject(new Error('no luck')));
    const response = await fetch(url);
    expect(response.status).toBe(500);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ code: 'internal', detail: 'no luck' });
    expect(failures).toEqual([new Error('no luck')]);
  });

  test('ends an answer that fails in its middle', async () => {
    const { url, failures } = await serve((_request, response) => {
      response.writeHead(200).write('half');
      throw new Error('no luck');
    });
    expect(await (await fetch(url)).text()).toBe('half');
    expect(failures).toHaveLength(1);
  });

  test('takes a client that goes away in the middle of its request for no fault', async () => {
    const read = Promise.withResolvers<unknown>();
    const { port, failures } = await serve(async (request) => {
      await readBody(request, 100).catch((error: unknown) => {
        read.resolve(error);
        throw error;
      });
    });
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(`POST / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 9\r\n\r\n{`, () =>
        socket.destroy(),
      );
    });
    expect(await read.promise).toBeInstanceOf(Error);
    await turn();
    expect(failures).toEqual([]);
  });

  test('hears nobody who calls it by another name', async () => {
    const { port } = await serve((_request, response) => Promise.resolve(void response.end('heard')));
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1', () =>
        socket.write(`GET / HTTP/1.1\r\nHost: evil.example:${port}\r\nConnection: close\r\n\r\n`),
      );
      socket.on('data', (chunk) => resolve(chunk.toString('utf8')));
    });
    expect(answer).toContain('HTTP/1.1 403 ');
    expect(answer).not.toContain('heard');
  });
});

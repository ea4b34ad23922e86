import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startDynoxide } from '../../../local/aws/dynoxide.ts';

let folder: string;
let other: Server;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'outbound-email-dynoxide-'));
  // It is there, and speaks to nobody.
  other = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  other.close();
  await rm(folder, { recursive: true, force: true });
});

const portOf = (server: Server): number => {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};
const fresh = async (): Promise<number> => {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const port = portOf(probe);
  await new Promise<void>((resolve) => probe.close(() => resolve()));
  return port;
};

describe('DynamoDB whose port was taken in between', () => {
  test('starts on another one', async () => {
    const ports = [portOf(other), await fresh()];
    const server = await startDynoxide(
      path.join(folder, 'd.db'),
      () => undefined,
      () => Promise.resolve(ports.shift() ?? 0),
    );
    expect((await fetch(server.url)).status).toBeGreaterThan(0);
    expect(ports).toEqual([]);
    await server.stop();
  });

  test('says so when that happens again and again', async () => {
    const taken = () => Promise.resolve(portOf(other));
    await expect(startDynoxide(path.join(folder, 'd.db'), () => undefined, taken)).rejects.toThrow(
      /already in use/,
    );
  });
});

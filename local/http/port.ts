import { createServer } from 'node:net';

/** Looks whether a port can be had, before anything is built for it. @throws Error with code EADDRINUSE. */
export const assertPortFree = (port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve()));
  });

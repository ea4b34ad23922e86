import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { TestCloud } from '../test/embedded-cloud.ts';

/** What the clock of the service shows, epoch milliseconds. */
export const nowOf = async (cloud: TestCloud): Promise<number> =>
  Date.parse((await cloud.call<{ now: string }>('GET', '/_local/health')).body.now);

/** Moves the clock, however much falls due on the way: `fetch` gives up after five minutes without an answer. */
export const moveClock = async (
  { url }: TestCloud,
  by: { to: string } | { advance: string },
): Promise<void> => {
  const asked = request(`${url}/_local/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
  });
  asked.end(JSON.stringify(by));
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  response.resume();
  await once(response, 'end');
  if (response.statusCode !== 200) throw new Error(`The clock answered ${response.statusCode}`);
};

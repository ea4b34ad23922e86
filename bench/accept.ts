import { startTestCloud, type TestCloud } from '../test/embedded-cloud.ts';
import { median, timed } from './statistics.ts';

export interface AcceptTimes {
  /** One e-mail over an answer without any work, by the same emulated API. */
  single: number;
  /** A hundred in one batch, for each, over the same. */
  batched: number;
}

const ROUNDS = 150;

/** Times `accept` against a bare handler, turn by turn, so that both meet the same machine. */
export const timeAccept = async (): Promise<AcceptTimes> => {
  const cloud = await startTestCloud({ quiet: true });
  try {
    const [bare, single, batched]: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      bare.push(await timed(() => cloud.call('GET', '/nothing-here')));
      single.push(await timed(() => cloud.send(`single-${round}@example.com`)));
      if (round % 10 === 0) batched.push((await timed(() => sendHundred(cloud, round))) / 100);
    }
    return { single: median(single) / median(bare), batched: median(batched) / median(bare) };
  } finally {
    await cloud.stop();
  }
};

const sendHundred = (cloud: TestCloud, round: number): Promise<unknown> =>
  cloud.call('POST', '/v1/emails/batch', {
    emails: Array.from({ length: 100 }, (_, i) => ({
      to: { email: `batched-${round}-${i}@example.com` },
      subject: 'Bench',
      text: 'Hello',
      category: 'digest',
      // Later than the bench lasts, so that sending does not disturb the timing.
      sendAt: new Date(Date.now() + 86_400_000).toISOString(),
    })),
  });

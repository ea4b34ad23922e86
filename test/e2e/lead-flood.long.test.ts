import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';
import { addressOf, leadCalls } from '../leads/calls.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
});
afterAll(() => cloud.stop());
const { salesTeam, put } = leadCalls(() => cloud);

describe('Sixty leads within ten minutes', () => {
  test('are five mails and one batch to a rep who wants five an hour, each lead once', async () => {
    await salesTeam('busy', '+493012347', { alerts: { mode: 'immediate', perHour: 5 } });
    const grace = addressOf('busy', 'grace');
    const contact = (i: number) => ({ name: `Person ${100 + i}`, email: `p${100 + i}@customer.example` });
    for (let round = 0; round < 6; round += 1) {
      const ids = Array.from({ length: 10 }, (_, i) => round * 10 + i);
      const answers = await Promise.all(
        ids.map((i) =>
          put(`busy-${i}`, {
            contact: contact(i),
            score: 70 + (i % 10),
            ownerRepId: 'busy-grace',
          }),
        ),
      );
      expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 200));
      await cloud.advance('PT1M30S');
    }
    await cloud.idle();
    const before = await cloud.inbox(grace);
    expect(before).toHaveLength(5);
    await cloud.advance('PT20M');
    const mails = await cloud.inbox(grace);
    expect(mails).toHaveLength(6);
    const texts = await Promise.all(mails.map(async ({ id }) => (await cloud.mail(id)).text));
    const named = texts.flatMap((text) => [...new Set(text.match(/Person \d+/g))]);
    expect(named.toSorted()).toEqual(Array.from({ length: 60 }, (_, i) => `Person ${100 + i}`));
    const links = (await cloud.mail(mails.at(-1)?.id ?? '')).html.match(/\/l\/[\w-]{22}/g);
    expect(new Set(links).size).toBe(55);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Activity } from '../../functions/activities/activity.ts';
import { formulas } from '../../functions/digests/formulas.ts';
import { numbersOf } from '../../functions/digests/numbers.ts';
import { readDay } from '../../functions/digests/read-day.ts';
import { DAY, MINUTE, toIso } from '../../functions/platform/clock.ts';
import { anActivity } from '../activities/room.ts';
import { aRep } from '../leads/fixture.ts';
import { readFileSync } from 'node:fs';
import { recountActivities } from './recount.ts';
import { digestRoom } from './room.ts';

const END = Date.parse('2027-03-02T08:00:00Z');
const reps = [
  aRep('grace', { timezone: 'Europe/Berlin' }),
  aRep('dee', { timezone: 'America/New_York' }),
  aRep('kim', { timezone: 'Asia/Kathmandu' }),
];
const stages = ['new', 'proposal', 'won', 'lost'];

/** What is told of activities: of one id several times, the last counts. */
const told = fc.array(
  fc.record({
    id: fc.integer({ min: 0, max: 25 }).map((i) => `a${i}`),
    repId: fc.constantFrom('grace', 'dee', 'kim'),
    type: fc.constantFrom('conversation', 'call', 'email', 'meeting', 'deal', 'task'),
    minutesAgo: fc.integer({ min: 0, max: 31 * 24 * 60 }),
    dealId: fc.option(fc.constantFrom('d1', 'd2', 'd3'), { nil: undefined }),
    stage: fc.option(fc.constantFrom(...stages, 'odd'), { nil: undefined }),
    amount: fc.option(fc.integer({ min: 1, max: 1000 }), { nil: undefined }),
    currency: fc.constantFrom('EUR', 'USD'),
  }),
  { maxLength: 60 },
);
type Told = typeof told extends fc.Arbitrary<(infer T)[]> ? T : never;

const asActivity = ({ minutesAgo, amount, currency, dealId, stage, ...one }: Told): Activity => {
  const isDeal = one.type === 'deal';
  return anActivity({
    ...one,
    title: undefined,
    at: toIso(END - minutesAgo * MINUTE),
    ...(isDeal && { dealId, stage, ...(amount !== undefined && { value: { amount, currency } }) }),
  });
};

/** Over what was said last of each. */
const recount = (activities: readonly Activity[], repId: string, from: number, to: number) => {
  const last = [...new Map(activities.map((one) => [one.id, one])).values()];
  const own = last.filter((one) => one.repId === repId);
  return recountActivities(own, [...stages, 'odd'], { from, to });
};

describe('The numbers of any day', () => {
  test('equal an independent recount, in whatever order and however often things are told', async () => {
    await fc.assert(
      fc.asyncProperty(
        told,
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 1, max: 5 }),
        async (things, daysAgo, days) => {
          const room = await digestRoom(END, { reps });
          const activities = things.map(asActivity);
          // In several calls, so that corrections come to what is stored.
          for (let i = 0; i < activities.length; i += 7) await room.tell(activities.slice(i, i + 7));
          const to = END - daysAgo * DAY;
          const from = to - days * DAY;
          for (const rep of reps) {
            const timeline = await readDay(room.deps, rep.id, { from, to });
            const team = { memberIds: [], leads: [] };
            const found = numbersOf({ rep, span: { from, to }, stages, timeline, team });
            expect(found).toMatchObject(recount(activities, rep.id, from, to));
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

test('Each number stands in the docs with its formula', () => {
  const docs = readFileSync('docs/digests.md', 'utf8').replaceAll(/ +/g, ' ');
  for (const [name, formula] of Object.entries(formulas))
    expect(docs).toContain(`| \`${name}\` | ${formula} |`);
});

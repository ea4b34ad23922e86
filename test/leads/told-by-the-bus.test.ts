import { describe, expect, test } from 'vitest';
import { eventTakers } from '../../functions/leads/take-events.ts';
import { NOW } from './fixture.ts';
import { room } from './sales-room.ts';

const tellScore = async (score: unknown) => {
  const at = room();
  const detail = { id: 'lead-1', score, ownerRepId: 'grace', contact: { name: 'Ada Lovelace' } };
  await eventTakers['lead.qualified']?.(at.deps, { detail, at: NOW });
  return at.records.get('lead-1');
};

describe('A score that the bus tells', () => {
  test.each([
    { score: 88, counted: 88 },
    { score: '88', counted: 88 },
    { score: '88.5', counted: 88.5 },
  ])('as $score counts as $counted', async ({ score, counted }) => {
    expect(await tellScore(score)).toMatchObject({ lead: { score: counted }, leftOut: [] });
  });

  test.each([
    { score: undefined, counted: 70, said: 'No score came along; 70 was counted.' },
    { score: 'high', counted: 70, said: 'It is no score from 0 to 100; 70 was counted.' },
    { score: '', counted: 70, said: 'It is no score from 0 to 100; 70 was counted.' },
    { score: 500, counted: 100, said: 'It is no score from 0 to 100; 100 was counted.' },
    { score: '-5', counted: 0, said: 'It is no score from 0 to 100; 0 was counted.' },
  ])('as $score counts as $counted, and the alert says so', async ({ score, counted, said }) => {
    expect(await tellScore(score)).toMatchObject({
      lead: { score: counted },
      leftOut: [`/score: ${said}`],
    });
  });
});

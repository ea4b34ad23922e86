import { describe, expect, test } from 'vitest';
import { indexChanges, indexRounds, wantedIndexes } from '../../../lib/deploy/indexes.ts';
import { buildDataTemplate } from './data-template.ts';

describe('The deployments that change indexes', () => {
  const rounds = (wanted: Record<string, string[]>, standing: Record<string, string[]>) =>
    indexRounds(indexChanges(new Map(Object.entries(wanted)), new Map(Object.entries(standing))));

  test.each([
    {
      name: 'none where nothing changes',
      wanted: { 'x-sends': ['a'] },
      standing: { 'x-sends': ['a'] },
      is: [],
    },
    { name: 'none for a table that is new', wanted: { 'x-sends': ['a', 'b'] }, standing: {}, is: [] },
    {
      name: 'none for one that only goes',
      wanted: { 'x-sends': [] },
      standing: { 'x-sends': ['a'] },
      is: [],
    },
    { name: 'one for one', wanted: { 'x-sends': ['a', 'b'] }, standing: { 'x-sends': ['a'] }, is: [[]] },
    {
      name: 'two for two',
      wanted: { 'x-sends': ['a', 'b'] },
      standing: { 'x-sends': [] },
      is: [['sends.b'], []],
    },
    {
      name: 'two for one that goes and one that comes',
      wanted: { 'x-sends': ['b'] },
      standing: { 'x-sends': ['a'] },
      is: [['sends.b'], []],
    },
    {
      name: 'two for two of one table and one of another',
      wanted: { 'x-sends': ['a', 'b'], 'x-activity': ['c'] },
      standing: { 'x-sends': [], 'x-activity': [] },
      is: [['sends.b'], []],
    },
  ])('are $name', ({ wanted, standing, is }) => {
    expect(rounds(wanted, standing)).toEqual(is);
  });
});

test('The app leaves out the indexes that come later', () => {
  const place = { account: '123456789012', region: 'eu-west-1' };
  const indexes = (withoutIndexes?: string[]) =>
    wantedIndexes(buildDataTemplate({ withoutIndexes }), place).get('outbound-email-dev-sends');
  expect(indexes()).toContain('byLead');
  expect(indexes(['sends.byLead', 'activity.byRep'])).toEqual(indexes()?.filter((name) => name !== 'byLead'));
});

import { expect, test } from 'vitest';
import { REPLACES_TAG } from '../../../lib/restore/facts.ts';
import { nextPreparation } from '../../../lib/restore/prepare.ts';
import { bare, MINUTE, MOMENT, RESTORED, START, TABLE, tableOf } from './account.ts';

const none = { present: [], restored: [] };
const present = tableOf(TABLE);
const restored = tableOf(RESTORED, {
  createdAt: START,
  settings: bare,
  restoredTo: MOMENT.getTime(),
});

test.each([
  {
    name: 'an unknown table or stage',
    present: undefined,
    says: 'There is no such table in this account and region',
  },
  {
    name: 'a table without recovery',
    present: { ...present, window: undefined },
    says: 'has no point-in-time recovery',
  },
  { name: 'the future', to: START + 1, says: 'is in the future; it is 2027-01-31T12:00:00.000Z now.' },
  {
    name: 'the last minutes',
    to: START - MINUTE,
    says: 'is too recent: outbound-email-prod-sends can be restored up to 2027-01-31T11:55:00.000Z',
  },
  {
    name: 'two months ago',
    to: START - 60 * 24 * 60 * MINUTE,
    says: 'is too long ago: outbound-email-prod-sends can be restored from 2026-12-27T12:00:00.000Z on.',
  },
  {
    name: 'a time before it was made',
    present: {
      ...present,
      createdAt: START - 60 * MINUTE,
      window: { earliest: START - 60 * MINUTE, latest: START },
    },
    says: 'is before outbound-email-prod-sends was made, at 2027-01-31T11:00:00.000Z.',
  },
  {
    name: 'a moment beside which another is restored',
    restored: { ...restored, restoredTo: START },
    says: 'of 2027-01-31T12:00:00.000Z is there already: take that moment, or delete it: aws dynamodb update-table',
  },
  {
    name: 'a table that is gone, with another beside it',
    present: undefined,
    restored,
    says: 'go on with --swap.',
  },
  {
    name: 'a table that has been put in place',
    restored: { ...restored, settings: { ...bare, tags: { [REPLACES_TAG]: 'another' } } },
    says: 'has taken the place of outbound-email-prod-sends already',
  },
])('$name is refused in one line', ({ to = MOMENT.getTime(), says, ...given }) => {
  const facts = { present, restored: undefined, ...given, backups: none };
  const next = nextPreparation(facts, to, START);
  expect(next).toMatchObject({ do: 'refuse', why: expect.stringContaining(says) as string });
});

test('A moment within what can be restored is, once the present table is not being changed', () => {
  const facts = { present, restored: undefined, backups: none };
  expect(nextPreparation(facts, MOMENT.getTime(), START)).toEqual({ do: 'restore' });
  const updating = { ...facts, present: { ...present, status: 'UPDATING' } };
  expect(nextPreparation(updating, MOMENT.getTime(), START)).toMatchObject({ do: 'wait' });
});

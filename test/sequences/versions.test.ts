import { expect, test } from 'vitest';
import { makeVersionStore } from '../../functions/sequences/version-store.ts';
import { definitionsOf } from './memory-room.ts';
import { memoryTables } from '../outbox/memory-outbox.ts';

const rebook = `kind: rebooking
description: Help to find another time.
steps:
  - { id: first, send: rebook_reminder, next: end }
  - { id: last, send: rebook_last }
`;

test('A version that has begun is found also where its file would be refused by now', async () => {
  expect(() => definitionsOf({ rebook })).toThrow('a step that one above leads to');
  const { rebook: taken } = definitionsOf({ rebook: rebook.replace(', next: end', '') });
  if (taken === undefined) throw new Error('There is no sequence');
  const [first, last] = taken.steps;
  if (first === undefined || last === undefined) throw new Error('There are no steps');
  const older = { ...taken, steps: [{ ...first, next: 'end' }, last] };
  const { dynamo } = memoryTables();
  const version = await makeVersionStore(dynamo, 'activity').keep('rebook', older);
  expect(await makeVersionStore(dynamo, 'activity').find('rebook', version)).toEqual(older);
});

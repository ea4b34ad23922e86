import { expect, test } from 'vitest';
import { viewSequence } from '../../functions/sequences/sequence-view.ts';
import { memoryRoom } from './memory-room.ts';

test('A sequence warns of templates that can not be sent now', async () => {
  const typo = `kind: rebooking
description: Help to find another time.
steps:
  - { id: first, send: rebook_reminder }
  - { id: last, send: no_such_template }
`;
  const { deps, dynamo, table } = await memoryRoom(Date.parse('2027-03-01T10:00:00Z'), { typo });
  const { typo: definition } = deps.definitions;
  if (definition === undefined) throw new Error('There is no sequence');
  const { warnings } = await viewSequence({ ...deps, dynamo, table }, 'typo', definition);
  expect(warnings).toEqual(['Template "no_such_template" can\'t be sent at present: it is unknown.']);
});

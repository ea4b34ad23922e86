import { expect, test } from 'vitest';
import { listVersions } from '../../functions/templates/store.ts';
import { clientOf, makeMemoryDynamo } from '../simulation/memory-dynamo.ts';
import type { TemplateMeta } from '../../functions/rendering/version-store.ts';

const memory = makeMemoryDynamo();
const store = {
  dynamo: clientOf((input) => Promise.resolve().then(() => memory.answer(input))),
  table: 'templates',
};
const published: TemplateMeta = {
  name: 'offer',
  category: 'system',
  builtIn: false,
  rev: 1,
  createdAt: 0,
  updatedAt: 0,
  activeVersion: 3,
  latestVersion: 3,
  firstVersion: 2,
};

test.each([
  [
    'that was never published',
    { ...published, activeVersion: undefined, latestVersion: 0, firstVersion: 1 },
    undefined,
  ],
  ['before its first', published, 2],
  ['before the first that there can be', published, 1],
])('a template has no versions %s', async (_when, meta, before) => {
  expect(await listVersions(store, meta, { limit: 10, before })).toEqual({ versions: [], next: undefined });
});

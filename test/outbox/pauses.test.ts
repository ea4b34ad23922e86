import { describe, expect, test } from 'vitest';
import {
  isPaused,
  makePauseReader,
  pause,
  pausedForLong,
  type PauseRequest,
  readPauses,
  resume,
  untilFaults,
} from '../../functions/outbox/flow/pauses.ts';
import { releasePaused } from '../../functions/outbox/flow/release-paused.ts';
import { id, memoryOutbox, memoryTables } from './memory-outbox.ts';
import { aMessage, aMessageThatIs, DAY, HOUR, MINUTE, NOW, SECOND } from './messages.ts';

const setUpTable = () => {
  let reads = 0;
  const { dynamo } = memoryTables(() => {
    reads += 1;
  });
  return { store: { dynamo, table: 'state' }, reads: () => reads };
};
const asSets = (categories: string[], templates: string[] = []) => ({
  categories: new Set(categories),
  templates: new Set(templates),
});
const grace = { by: 'grace', since: NOW };

describe('Pauses', () => {
  test('are none before anybody asked for one', async () => {
    expect(await readPauses(setUpTable().store, NOW)).toEqual({ ...asSets([]), decisions: [] });
  });

  test('add up, and are taken back one by one', async () => {
    const { store } = setUpTable();
    const hold = (request: PauseRequest) => pause(store, request, grace);
    await hold({ category: 'marketing' });
    await hold({ template: 'sales_digest' });
    expect(await hold({ category: 'digest', template: 'team_digest' })).toMatchObject(
      asSets(['digest', 'marketing'], ['sales_digest', 'team_digest']),
    );
    expect(await resume(store, { category: 'marketing' }, NOW)).toMatchObject(
      asSets(['digest'], ['sales_digest', 'team_digest']),
    );
    expect(await resume(store, { category: 'digest', template: 'team_digest' }, NOW)).toMatchObject(
      asSets([], ['sales_digest']),
    );
    expect(await readPauses(store, NOW)).toMatchObject(asSets([], ['sales_digest']));
  });

  test('tell who decided each, and when, the oldest first', async () => {
    const { store } = setUpTable();
    await pause(store, { template: 'a_template' }, { by: 'ada', since: NOW + SECOND });
    await pause(store, { category: 'digest' }, grace);
    expect((await readPauses(store, NOW + MINUTE)).decisions).toEqual([
      { what: { category: 'digest' }, ...grace },
      { what: { template: 'a_template' }, by: 'ada', since: NOW + SECOND },
    ]);
  });

  test('end by themselves where they have an end, and a new decision takes its place', async () => {
    const { store } = setUpTable();
    await pause(store, { category: 'digest' }, { ...grace, until: NOW + MINUTE });
    expect(await readPauses(store, NOW + MINUTE - 1)).toMatchObject(asSets(['digest']));
    expect(await readPauses(store, NOW + MINUTE)).toMatchObject(asSets([]));
    await pause(store, { category: 'digest' }, grace);
    expect(await readPauses(store, NOW + MINUTE)).toMatchObject(asSets(['digest']));
  });

  test('are long once they have stood for a day and have no end', async () => {
    const { store } = setUpTable();
    await pause(store, { category: 'digest' }, grace);
    await pause(store, { category: 'marketing' }, { ...grace, until: NOW + 9 * DAY });
    const longAt = async (now: number) =>
      pausedForLong(await readPauses(store, now), now).map(({ what }) => what);
    expect(await longAt(NOW + DAY - 1)).toEqual([]);
    expect(await longAt(NOW + DAY)).toEqual([{ category: 'digest' }]);
  });

  test('that are asked for again stand since the first time, with the end and the author of the last', async () => {
    const { store } = setUpTable();
    await pause(store, { category: 'digest' }, grace);
    const again = { by: 'ada', since: NOW + HOUR, until: NOW + DAY };
    const { decisions } = await pause(store, { category: 'digest', template: 'a_template' }, again);
    expect(decisions).toEqual([
      { what: { category: 'digest' }, ...again, since: NOW },
      { what: { template: 'a_template' }, ...again },
    ]);
  });

  test.each([
    { until: undefined, found: [] },
    { until: NOW + 366 * DAY, found: [] },
    { until: NOW, found: ['in_the_past'] },
    { until: NOW + 366 * DAY + 1, found: ['too_far_ahead'] },
  ])('may end within a year: $until is $found', ({ until, found }) => {
    expect(untilFaults(until, NOW).map(({ code }) => code)).toEqual(found);
  });

  test.each([
    { what: 'of its category', message: aMessage(), paused: asSets(['appointment']), want: true },
    { what: 'of another category', message: aMessage(), paused: asSets(['digest']), want: false },
    {
      what: 'of its template',
      message: aMessage({ template: 'sales_digest' }),
      paused: asSets([], ['sales_digest']),
      want: true,
    },
    {
      what: 'of another template',
      message: aMessage({ template: 'sales_digest' }),
      paused: asSets([], ['team_digest']),
      want: false,
    },
    {
      what: 'of a template, where it has none',
      message: aMessage(),
      paused: asSets([], ['undefined']),
      want: false,
    },
  ])('hold a mail back when one is $what: $want', ({ message, paused, want }) => {
    expect(isPaused(message, paused as unknown as Parameters<typeof isPaused>[1])).toBe(want);
  });

  test('are read once a second, however much mail leaves', async () => {
    let now = NOW;
    const { store, reads } = setUpTable();
    const read = makePauseReader(store, () => now);
    await read();
    now += SECOND - 1;
    await read();
    expect(reads()).toBe(1);
    now += 1;
    await read();
    expect(reads()).toBe(2);
  });
});

describe('When a pause ends', () => {
  const held = (i: number, category: 'digest' | 'system' = 'digest') =>
    aMessage({
      id: id(i),
      category,
      lane: 'bulk',
      life: { status: 'queued', nextCheckAt: NOW + 2 * MINUTE, paused: true },
    });
  const release = async (messages: Parameters<typeof memoryOutbox>[0], endsAt = NOW + MINUTE) => {
    const outbox = await memoryOutbox(messages, () => NOW);
    const stillPaused = { categories: new Set(['system'] as const), templates: new Set<string>() };
    await releasePaused(outbox.deps, stillPaused, endsAt);
    return outbox;
  };

  test('what it held back leaves at once, each with a new copy', async () => {
    const { queued, lifeOf } = await release([held(1), held(2)]);
    expect(queued('bulk')).toEqual([
      { id: id(1), copy: 2 },
      { id: id(2), copy: 2 },
    ]);
    expect(await lifeOf(1)).toMatchObject({ status: 'queued' });
    expect(await lifeOf(1)).not.toHaveProperty('paused', true);
  });

  test('what another pause holds back goes on waiting', async () => {
    const { queued, lifeOf } = await release([held(1, 'system')]);
    expect(queued('bulk')).toEqual([]);
    expect(await lifeOf(1)).toMatchObject({ paused: true });
  });

  test('what waits for another reason is left alone', async () => {
    const later = NOW + MINUTE;
    const { queued } = await release([
      aMessage({ id: id(1), life: { status: 'queued', nextCheckAt: later } }),
      aMessageThatIs('scheduled', { id: id(2), life: { status: 'scheduled', nextCheckAt: later } }),
      aMessageThatIs('sending', { id: id(3) }),
    ]);
    expect([...queued('bulk'), ...queued('transactional')]).toEqual([]);
  });

  test('all that it held back leaves, page by page', async () => {
    const many = Array.from({ length: 1100 }, (_, i) => held(i));
    const { queued } = await release(many);
    const copies: unknown[] = [];
    for (let page = queued('bulk'); page.length > 0; page = queued('bulk')) copies.push(...page);
    expect(copies).toHaveLength(1100);
  });

  test('no more is begun once the time is over', async () => {
    const { queued } = await release([held(1)], NOW);
    expect(queued('bulk')).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';
import { aTold } from '../leads/calls.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
  const rep = { name: 'Grace', email: 'grace@sales.example', timezone: 'Europe/Berlin' };
  await cloud.call('PUT', '/v1/reps/grace', rep);
});
afterAll(() => cloud.stop());

interface Answer {
  recorded: number;
  unchanged: number;
  replaced: number;
  errors?: { pointer: string; code: string }[];
}
const tell = (...activities: unknown[]) => cloud.call<Answer>('POST', '/v1/activities', { activities });

const aCall = (different: Record<string, unknown> = {}) => ({
  id: 'call-1',
  repId: 'grace',
  type: 'call',
  at: '2026-01-31T09:00:00Z',
  leadId: 'lead-ada',
  title: 'Ada asked for a quote',
  ...different,
});

describe('What reps did', () => {
  test('is kept, known again and corrected', async () => {
    const deal = {
      id: 'deal-1',
      repId: 'grace',
      type: 'deal',
      at: '2026-01-31T10:00:00+01:00',
      stage: 'won',
    };
    const value = { amount: 40_000, currency: 'EUR' };
    const first = await tell(aCall(), { ...deal, value });
    expect(first).toMatchObject({ status: 200, body: { recorded: 2, unchanged: 0, replaced: 0 } });
    const again = await tell(aCall(), { ...deal, value: { ...value, amount: 30_000 } });
    expect(again.body).toEqual({ recorded: 0, unchanged: 1, replaced: 1 });
  });

  test('is refused whole for one fault, each named by its place', async () => {
    const refused = await tell(
      aCall({ id: 'new-1' }),
      aCall({ id: 'new-2', repId: 'nobody' }),
      aCall({ id: 'new-3', at: '2126-01-31T09:00:00Z' }),
    );
    expect(refused.status).toBe(422);
    expect(refused.body.errors?.map(({ pointer, code }) => [pointer, code])).toEqual([
      ['/activities/1/repId', 'unknown_rep'],
      ['/activities/2/at', 'in_the_future'],
    ]);
    const shapes = await tell(
      aCall({ id: 'new-1', type: 'fax' }),
      aCall({ id: 'new-2', type: 'deal', value: { amount: 5 } }),
      aCall({ id: 'new-3', at: '2026-01-31' }),
      aCall({ id: 'new-4', title: 'one\r\ntwo' }),
    );
    expect(shapes.body.errors?.map(({ pointer }) => pointer)).toEqual([
      '/activities/0/type',
      '/activities/1/value/currency',
      '/activities/2/at',
      '/activities/3/title',
    ]);
    expect((await tell()).status).toBe(422);
    const kept = await tell(aCall({ id: 'new-1' }));
    expect(kept.body.recorded).toBe(1);
  });

  test('comes a thousand at a time, and no more', async () => {
    const many = Array.from({ length: 1000 }, (_, i) => aCall({ id: `many-${i}`, leadId: undefined }));
    expect((await tell(...many)).body).toEqual({ recorded: 1000, unchanged: 0, replaced: 0 });
    const more = await tell(...many, aCall({ id: 'one-more' }));
    expect(more).toMatchObject({ status: 422, body: { errors: [{ pointer: '/activities' }] } });
  });

  test('is taken from the bus, whatever the sender got wrong', async () => {
    const detail = aCall({ id: 'bus-1', leadId: 'lead-ada', mood: 'good', title: 'Ada is happy' });
    await cloud.call('POST', '/_local/events', { detailType: 'activity.recorded', detail, source: 'crm' });
    await cloud.idle();
    const known = await tell(aCall({ id: 'bus-1', title: 'Ada is happy' }));
    expect(known.body).toEqual({ recorded: 0, unchanged: 1, replaced: 0 });
  });

  test('leaves with the person of its lead in an export, and forgets them', async () => {
    await cloud.call('PUT', '/v1/leads/lead-ada', aTold({ ownerRepId: 'grace' }));
    await cloud.idle();
    const ada = encodeURIComponent('ada@customer.example');
    const exported = await cloud.call<{ activities: { id: string; title?: string }[] }>(
      'GET',
      `/v1/recipients/${ada}/export`,
    );
    expect(exported.body.activities.map(({ id }) => id).sort()).toEqual(['bus-1', 'call-1', 'new-1']);
    const erased = await cloud.call<{ activities: number }>('DELETE', `/v1/recipients/${ada}`);
    expect(erased.body.activities).toBe(3);
    const after = await cloud.call<{ activities: unknown[] }>('GET', `/v1/recipients/${ada}/export`);
    expect(after.body.activities).toEqual([]);
    // Told once more, it is no longer what is known.
    expect((await tell(aCall())).body.replaced).toBe(1);
  });
});

describe('The sales team', () => {
  test('is listed page by page, and those who leave are taken away', async () => {
    for (const id of ['east', 'north', 'west'])
      await cloud.call('PUT', `/v1/teams/${id}`, { name: id, onCall: [] });
    const first = await cloud.call<{ items: { id: string }[]; next?: string }>('GET', '/v1/teams?limit=2');
    expect(first.body.items.map(({ id }) => id)).toEqual(['east', 'north']);
    const rest = await cloud.call('GET', `/v1/teams?limit=2&cursor=${first.body.next}`);
    expect(rest.body).toMatchObject({ items: [{ id: 'west' }] });
    expect(rest.body).not.toHaveProperty('next');

    for (const path of ['/v1/teams/north', '/v1/reps/grace']) {
      expect((await cloud.call('DELETE', path)).status).toBe(204);
      expect((await cloud.call('GET', path)).status).toBe(404);
      expect((await cloud.call('DELETE', path)).status).toBe(404);
    }
    expect((await tell(aCall({ id: 'too-late' }))).body.errors).toMatchObject([{ code: 'unknown_rep' }]);
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';
import { addressOf, aTold, leadCalls, type LeadAnswer } from '../leads/calls.ts';
import { isStoredIn } from './everything-stored.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
  await salesTeam('kept', '+493042345');
});
afterAll(() => cloud.stop());
const { now, salesTeam, put, take, conclude, get, mailsAbout, textsTo } = leadCalls(() => cloud);
const contact = (email: string, name = 'Ada Lovelace') => ({ email, name });

describe('A lead', () => {
  test('is told on where it was after the service has begun again on its data', async () => {
    const since = await now();
    await put('kept-1', aTold({ ownerRepId: 'kept-grace' }));
    await put('kept-2', aTold({ ownerRepId: 'kept-grace', score: 75, reasons: [] }));
    await cloud.advance('PT7M');
    const { dataDir } = cloud;
    await cloud.stop({ keepData: true });
    cloud = await startTestCloud({ dataDir });
    await cloud.advance('PT5H');
    expect(await mailsAbout('kept-1', since)).toEqual([
      [0, 'hot_lead_alert', 'grace'],
      [5, 'lead_escalation', 'grace'],
      [10, 'lead_escalation', 'dee'],
      [20, 'lead_escalation', 'max'],
      [30, 'lead_escalation', 'team'],
      [40, 'lead_escalation', 'sales'],
    ]);
    expect(await mailsAbout('kept-2', since)).toEqual([
      [0, 'lead_alert', 'grace'],
      [240, 'lead_escalation', 'grace'],
    ]);
    const texts = await Promise.all([1, 2, 3, 4].map((i) => textsTo(`+4930423450${i}`)));
    expect(texts.map((some) => some.length)).toEqual([1, 1, 1, 0]);
  });

  test('is one rep’s of several who take it at the same moment', async () => {
    await put('race-1', aTold({ ownerRepId: 'kept-grace' }));
    const reps = ['kept-grace', 'kept-dee', 'kept-max', 'kept-oli'];
    const answers = await Promise.all(reps.map((repId) => take('race-1', { repId })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409]);
    const { takenBy } = (await get('race-1')).response;
    const winner = answers.findIndex(({ status }) => status === 200);
    expect(takenBy?.repId).toBe(reps[winner]);
    for (const { status, body } of answers)
      if (status === 409) expect(body.takenBy).toMatchObject({ repId: takenBy?.repId });
  });

  test('stands in lists by owner, state and band, page by page, the latest first', async () => {
    await salesTeam('list', '+493042346');
    for (let i = 0; i < 5; i += 1)
      await put(`list-${i}`, {
        contact: contact(`l${i}@customer.example`),
        score: i % 2 === 0 ? 90 : 50,
        ownerRepId: 'list-grace',
      });
    await take('list-0', { repId: 'list-grace' });
    const page = async (query: string) =>
      (await cloud.call<{ items: LeadAnswer[]; next?: string }>('GET', `/v1/leads?${query}`)).body;
    const idsOf = async (query: string) => (await page(query)).items.map(({ id }) => id);
    const first = await page('ownerRepId=list-grace&limit=3');
    const second = await page(`ownerRepId=list-grace&limit=3&cursor=${first.next ?? ''}`);
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual([
      'list-4',
      'list-3',
      'list-2',
      'list-1',
      'list-0',
    ]);
    expect(second.next).toBeUndefined();
    expect(await idsOf('ownerRepId=list-grace&band=hot')).toEqual(['list-4', 'list-2', 'list-0']);
    expect(await idsOf('ownerRepId=list-grace&state=taken')).toEqual(['list-0']);
    expect(await idsOf('state=open&band=hot&limit=2')).toEqual(['list-4', 'list-2']);
    expect(await idsOf('state=none')).toEqual(['list-3', 'list-1']);
    expect(await idsOf('limit=4')).toEqual(['list-4', 'list-3', 'list-2', 'list-1']);
    const foreign = await cloud.call('GET', `/v1/leads?state=open&cursor=${first.next ?? ''}`);
    expect(foreign.status).toBe(422);
  });

  test('counts in the figures of the day on which somebody was asked', async () => {
    await salesTeam('sums', '+493042347');
    await cloud.advance('P3D');
    const day = new Date(await now()).toISOString();
    for (const [i, id] of ['sums-1', 'sums-2', 'sums-3', 'sums-4'].entries())
      await put(id, aTold({ ownerRepId: 'sums-grace', contact: contact(`s${i}@customer.example`) }));
    await put('sums-cold', aTold({ score: 10, reasons: [], ownerRepId: 'sums-grace' }));
    await cloud.advance('PT1M');
    await take('sums-1', { repId: 'sums-grace' });
    await cloud.advance('PT2M');
    await conclude('sums-2', { outcome: 'contacted', repId: 'sums-grace' });
    await cloud.advance('PT9M');
    await take('sums-3', { repId: 'sums-dee' });
    await cloud.advance('PT1H');
    const figures = await cloud.call<{
      medianSeconds: number;
      byPolicy: { policy: string }[];
      bySteps: { step: number; answered: number }[];
    }>('GET', `/v1/analytics/leads?from=${day}&to=${day}`);
    expect(figures.body).toMatchObject({
      alerted: 4,
      answered: 3,
      inTarget: 2,
      exhausted: 1,
      byPolicy: [
        { policy: 'hot', alerted: 4, answered: 3, inTarget: 2 },
        { policy: 'warm', alerted: 0, answered: 0, inTarget: 0, medianSeconds: null },
      ],
    });
    expect(Math.floor(figures.body.medianSeconds / 60)).toBe(3);
    expect(figures.body.bySteps.map(({ step, answered }) => [step, answered])).toEqual([
      [0, 2],
      [2, 1],
    ]);
  });
});

describe('Who is erased', () => {
  const erase = (email: string) => cloud.call('DELETE', `/v1/recipients/${encodeURIComponent(email)}`);

  test('is exported with their leads, and leaves no word in what is kept of them', async () => {
    await salesTeam('gone', '+493042348', { alerts: { mode: 'batched', everyMinutes: 30 } });
    const email = 'wollstonecraft@customer.example';
    const mary = contact(email, 'Mary Wollstonecraft');
    const told = {
      contact: { ...mary, phone: '+44 1818 1818', company: 'Vindication Ltd' },
      reasons: [{ text: 'Vindication of rights', points: 5 }],
      need: 'Vindication',
      highlights: ['Vindication now'],
      competitors: ['Vindicator'],
      crmUrl: 'https://crm.example/vindication',
      ownerRepId: 'gone-grace',
    };
    await put('gone-hot', { ...told, score: 95 });
    await put('gone-batch', { ...told, score: 75, competitors: [] });
    await put('gone-waiting', { ...told, score: 76, competitors: [] });
    await cloud.advance('PT12M');
    await take('gone-hot', { repId: 'gone-oli', followUpBy: new Date((await now()) + 36e5).toISOString() });
    await cloud.advance('PT30M');
    await put('gone-hot', { ...told, score: 60, timeframe: 'Vindication month' });
    await conclude('gone-hot', { outcome: 'lost', reason: 'Vindication lost', repId: 'gone-oli' });
    await cloud.idle();
    const exported = await cloud.call<{ leads: LeadAnswer[] }>('GET', `/v1/recipients/${email}/export`);
    expect(exported.body.leads.map(({ id }) => id).toSorted()).toEqual([
      'gone-batch',
      'gone-hot',
      'gone-waiting',
    ]);
    expect(JSON.stringify(exported.body.leads)).toContain('Vindication lost');

    expect(await erase(email)).toMatchObject({ status: 200, body: { leads: 3 } });
    for (const words of ['wollstonecraft', 'vindicat', '+44 1818'])
      expect({ words, isStored: await isStoredIn(cloud, words) }).toEqual({ words, isStored: false });
    const before = await cloud.inbox(addressOf('gone', 'grace'));
    await cloud.advance('P1D');
    expect(await cloud.inbox(addressOf('gone', 'grace'))).toEqual(before);
    expect(await get('gone-hot')).toMatchObject({ contact: {}, response: { state: 'closed' } });
    expect(
      (await cloud.call<{ leads: unknown[] }>('GET', `/v1/recipients/${email}/export`)).body.leads,
    ).toEqual([]);
    // What callers repeat of before brings nobody back.
    await put('gone-batch', { ...told, score: 75, competitors: [] });
    await cloud.idle();
    expect(await isStoredIn(cloud, 'wollstonecraft')).toBe(false);
  });
});

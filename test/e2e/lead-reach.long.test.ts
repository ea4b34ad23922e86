import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';
import { addressOf, aTold, leadCalls } from '../leads/calls.ts';
import { isStoredIn } from './everything-stored.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
  await salesTeam('reach', '+493072345');
});
afterAll(() => cloud.stop());
const { now, rep, salesTeam, put, take, conclude, get, mailsAbout } = leadCalls(() => cloud);
const tellOf = (id: string, different: Record<string, unknown> = {}) =>
  put(id, aTold({ ownerRepId: 'reach-grace', ...different }));
const erase = (email: string) => cloud.call('DELETE', `/v1/recipients/${encodeURIComponent(email)}`);

describe('A lead', () => {
  test('whose alert bounces is told whoever is next at once', async () => {
    const since = await now();
    const next = { deputyId: 'reach-dee', managerId: 'reach-max' };
    await rep('reach', 'lost', { email: 'bounce+lost@reach.example', ...next });
    await put('bounced', aTold({ ownerRepId: 'reach-lost' }));
    await cloud.advance('PT2M');
    expect(await mailsAbout('bounced', since)).toEqual([
      [0, 'hot_lead_alert', 'bounce+lost'],
      [0, 'lead_escalation', 'bounce+lost', 'suppressed_bounce'],
      [0, 'lead_escalation', 'dee'],
    ]);
  });

  test('of a rep who is taken away is asked of whoever is on call, and the rep hears no more', async () => {
    const since = await now();
    await rep('reach', 'leaves', { email: 'leaves@reach.example' });
    await put('left', aTold({ ownerRepId: 'reach-leaves', teamId: 'reach' }));
    await cloud.idle();
    expect((await cloud.call('DELETE', '/v1/reps/reach-leaves')).status).toBe(204);
    await cloud.advance('PT30M');
    const mails = await mailsAbout('left', since);
    expect(mails.slice(0, 2)).toEqual([
      [0, 'hot_lead_alert', 'leaves'],
      [5, 'hot_lead_alert', 'oli'],
    ]);
    expect(mails.filter(([, , to]) => to === 'leaves')).toHaveLength(1);
  });

  test.each([
    { field: 'need', length: 2000 },
    { field: 'budget', length: 500 },
    { field: 'timeframe', length: 500 },
    { field: 'source', length: 200 },
    { field: 'highlights', length: 2000 },
  ])('is alerted with $length characters of $field that end in a link', async ({ field, length }) => {
    const text = 'see https://example.com/seats'.padStart(length, 'so ');
    const since = await now();
    await tellOf(`long-${field}`, { [field]: field === 'highlights' ? [text] : text });
    await cloud.idle();
    expect(await mailsAbout(`long-${field}`, since)).toEqual([[0, 'hot_lead_alert', 'grace']]);
  });

  test('is what its newest version says, also where an older one comes after the newest said nothing new', async () => {
    const version = (n: number, score: number) => tellOf('versions', { version: n, score });
    await version(1, 85);
    await version(3, 85);
    await version(2, 99);
    expect(await get('versions')).toMatchObject({ version: 3, score: 85 });
  });

  test('that a rep has taken is not asked of them again when they become its owner', async () => {
    const since = await now();
    await tellOf('becomes', { ownerRepId: undefined, teamId: 'reach' });
    await cloud.idle();
    await take('becomes', { repId: 'reach-oli' });
    await tellOf('becomes', { ownerRepId: 'reach-oli' });
    await cloud.advance('PT15M');
    expect(await mailsAbout('becomes', since)).toEqual([[0, 'hot_lead_alert', 'oli']]);
    expect((await get('becomes')).response).toMatchObject({ state: 'taken' });
  });

  test('that changes while its alert waits is one mail', async () => {
    const since = await now();
    await cloud.call('POST', '/v1/pause', { category: 'lead_alert' });
    await tellOf('changes', { score: 82 });
    await tellOf('changes', { score: 99 });
    await cloud.idle();
    await cloud.call('POST', '/v1/resume', { category: 'lead_alert' });
    await cloud.idle();
    const left = (await mailsAbout('changes', since)).filter(([, , , reason]) => reason === undefined);
    expect(left).toHaveLength(1);
  });

  test('that came again after it was won is asked of once, and a newer version of the same changes nothing', async () => {
    const since = await now();
    await tellOf('again', { version: 1 });
    await cloud.idle();
    await conclude('again', { outcome: 'won', repId: 'reach-grace' });
    await tellOf('again', { version: 2, need: 'More seats' });
    await cloud.idle();
    await take('again', { repId: 'reach-grace' });
    await tellOf('again', { version: 3, need: 'More seats' });
    await cloud.idle();
    expect(await mailsAbout('again', since)).toEqual([
      [0, 'hot_lead_alert', 'grace'],
      [0, 'hot_lead_alert', 'grace'],
    ]);
    expect((await get('again')).response).toMatchObject({ state: 'taken' });
  });

  test('that came again after it was won is over when it is won again', async () => {
    const since = await now();
    const won = { outcome: 'won', repId: 'reach-grace' };
    await tellOf('twice', { version: 1 });
    await cloud.idle();
    await conclude('twice', won);
    await tellOf('twice', { version: 2, need: 'More seats' });
    await cloud.idle();
    expect((await conclude('twice', won)).body.response).toMatchObject({ state: 'closed' });
    await cloud.advance('PT15M');
    expect(await mailsAbout('twice', since)).toHaveLength(2);
  });

  test('is not taken with all that is wrong told at once', async () => {
    await tellOf('wrong');
    const { body } = await take('wrong', { repId: 'nobody', followUpBy: '2020-01-01T00:00:00Z' });
    expect(body.errors?.map(({ pointer }) => pointer)).toEqual(['/repId', '/followUpBy']);
  });
});

describe('Who is erased leaves no word', () => {
  test('in the reminder of another lead that told of theirs, too', async () => {
    const warm = (email: string) => ({ contact: { email, name: `Person ${email}` }, score: 72, reasons: [] });
    await tellOf('shared-1', warm('first@customer.example'));
    await cloud.advance('PT5M');
    await tellOf('shared-2', warm('boudicca@customer.example'));
    await cloud.advance('PT3H56M');
    expect((await cloud.newestMail(addressOf('reach', 'grace'))).text).toContain('boudicca');
    await take('shared-2', { repId: 'reach-grace' });
    await cloud.idle();
    await erase('boudicca@customer.example');
    expect(await isStoredIn(cloud, 'boudicca')).toBe(false);
  });

  test('in a lead that has another address since', async () => {
    await tellOf('moved', { contact: { email: 'hypatia@customer.example' } });
    await cloud.idle();
    await conclude('moved', { outcome: 'won', repId: 'reach-grace' });
    await tellOf('moved', { contact: { email: 'other@customer.example' } });
    await cloud.idle();
    await erase('hypatia@customer.example');
    expect(await isStoredIn(cloud, 'hypatia')).toBe(false);
  });

  test('and changes no figure', async () => {
    await cloud.advance('P2D');
    const day = new Date(await now()).toISOString();
    const figures = async () =>
      (await cloud.call('GET', `/v1/analytics/leads?from=${day}&to=${day}`)).body['exhausted'];
    await tellOf('figures', { contact: { email: 'figures@customer.example' } });
    await cloud.advance('PT1H');
    expect(await figures()).toBe(1);
    await erase('figures@customer.example');
    expect(await figures()).toBe(1);
  });
});

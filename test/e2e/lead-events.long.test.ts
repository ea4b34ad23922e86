import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';
import { addressOf, aTold, leadCalls } from '../leads/calls.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
  await salesTeam('bus', '+493032345');
});
afterAll(() => cloud.stop());
const { now, salesTeam, get, tell, mailsAbout } = leadCalls(() => cloud);

describe('A lead that the bus tells of', () => {
  test('with an owner whom nobody knows is taken without one, and the mail to who is on call says so', async () => {
    const since = await now();
    await tell('qualified', { id: 'bus-1', ...aTold({ ownerRepId: 'charles-babbage', teamId: 'bus' }) });
    await cloud.idle();
    expect(await get('bus-1')).toMatchObject({
      unknownOwner: 'charles-babbage',
      response: { state: 'open', askedRepId: 'bus-oli' },
    });
    expect(await get('bus-1')).not.toHaveProperty('ownerRepId');
    expect(await mailsAbout('bus-1', since)).toEqual([[0, 'hot_lead_alert', 'oli']]);
    const { text, html } = await cloud.newestMail(addressOf('bus', 'oli'));
    expect(text).toContain('The lead names charles-babbage as its owner, whom nobody here knows.');
    expect(html).toContain('charles-babbage');
  });

  test('loses a wrong field and no more, and its mail says which; of nobody it goes to the last address', async () => {
    await tell('qualified', {
      id: 'bus-2',
      ...aTold({ crmUrl: 'http://crm.example/1', source: 'a\r\nb', score: 88 }),
    });
    await cloud.idle();
    expect(await get('bus-2')).toMatchObject({ score: 88, response: { state: 'open' } });
    const { text } = await cloud.newestMail('sales@yourdomain.com');
    expect(text).toContain('/crmUrl');
  });

  test('is taken and concluded by events, which the mails to all others follow', async () => {
    const since = await now();
    await tell('qualified', { id: 'bus-3', ...aTold({ ownerRepId: 'bus-grace' }) });
    await cloud.advance('PT6M');
    await tell('acknowledged', { id: 'bus-3', repId: 'bus-dee' });
    await cloud.idle();
    expect((await get('bus-3')).response).toMatchObject({
      state: 'taken',
      takenBy: { repId: 'bus-dee', how: 'event' },
    });
    // Too late, and by nobody.
    await tell('acknowledged', { id: 'bus-3', repId: 'bus-grace' });
    await tell('acknowledged', { id: 'bus-3', repId: 'nobody' });
    await tell('outcome', { id: 'bus-3', outcome: 'won', repId: 'bus-dee' });
    await cloud.advance('PT2H');
    expect(await get('bus-3')).toMatchObject({
      response: { state: 'closed', takenBy: { repId: 'bus-dee' } },
      outcome: { outcome: 'won', repId: 'bus-dee' },
    });
    expect(await mailsAbout('bus-3', since)).toEqual([
      [0, 'hot_lead_alert', 'grace'],
      [5, 'lead_escalation', 'grace'],
      [6, 'lead_taken', 'grace'],
    ]);
  });

  test('twice, out of order and late is what its newest version says, each reader told once', async () => {
    const since = await now();
    const version = (n: number) => ({
      id: 'bus-4',
      ...aTold({
        version: n,
        score: 80 + n,
        timeframe: n < 3 ? 'this month' : 'this week',
        ownerRepId: 'bus-grace',
      }),
    });
    for (const n of [2, 1, 2, 3, 1, 3, 2]) {
      await tell(n === 1 ? 'qualified' : 'updated', version(n));
      await cloud.idle();
    }
    const seen = await get('bus-4');
    expect(seen).toMatchObject({ version: 3, score: 83, timeframe: 'this week' });
    expect(seen.history.filter(({ type }) => type === 'received')).toHaveLength(2);
    expect(await mailsAbout('bus-4', since)).toEqual([
      [0, 'hot_lead_alert', 'grace'],
      [0, 'lead_update', 'grace'],
    ]);
    await Promise.all(
      ['one', 'two', 'three'].map((id) => tell('acknowledged', { id: 'bus-4', repId: 'bus-max' }, id)),
    );
    await cloud.idle();
    expect((await get('bus-4')).history.filter(({ type }) => type === 'acknowledged')).toHaveLength(1);
    const events = (await cloud.busEvents()).filter(
      ({ detailType, detail }) => detailType === 'lead.acknowledged' && detail['leadId'] === 'bus-4',
    );
    // At least once, and of one taker alone.
    const takers = events.map(({ detail }) => `${String(detail['repId'])} ${String(detail['how'])}`);
    expect([...new Set(takers)]).toEqual(['bus-max event']);
  });

  test('after what happened to it is taken once the lead is there', async () => {
    await tell('acknowledged', { id: 'bus-5', repId: 'bus-grace' });
    await tell('qualified', { id: 'bus-5', ...aTold({ ownerRepId: 'bus-grace' }) });
    await cloud.advance('PT30M');
    expect((await get('bus-5')).response).toMatchObject({
      state: 'taken',
      takenBy: { repId: 'bus-grace', how: 'event' },
    });
  });
});

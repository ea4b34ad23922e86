import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MINUTE, SECOND } from '../../functions/platform/clock.ts';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';
import { addressOf, aTold, leadCalls } from '../leads/calls.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud({ appYaml: 'leads: { battle_cards: test/leads/battle-cards.yaml }' });
});
afterAll(() => cloud.stop());
const { now, rep, salesTeam, put, take, get, mailsAbout, textsTo } = leadCalls(() => cloud);

/** What the bus was told of a lead by events of one type. */
const told = async (type: string, id: string): Promise<Record<string, unknown>[]> =>
  (await cloud.busEvents())
    .filter(({ detailType, detail }) => detailType === type && detail['leadId'] === id)
    .map(({ detail }) => detail);

const minuteOf = (at: string, since: number): number => Math.floor((Date.parse(at) - since) / MINUTE);

describe('A lead of 92 who names a competitor', () => {
  test('reaches its owner within seconds, and whoever is next after 5, 10, 20 and 30 minutes', async () => {
    await salesTeam('hot', '+493012345');
    const since = await now();
    const { status, body } = await put(
      'hot-1',
      aTold({ competitors: ['Babbage & Co.'], highlights: ['We want it today'], ownerRepId: 'hot-grace' }),
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({
      band: 'hot',
      hotRules: [{ name: 'Competitor named' }, { name: 'Wants it now' }],
      response: { state: 'open', askedRepId: 'hot-grace', exhausted: false },
    });
    expect(body.priorityParts.reduce((sum, { points }) => sum + points, 0)).toBe(body.priority);
    await cloud.idle();
    const alert = await cloud.newestMail(addressOf('hot', 'grace'));
    expect(Date.parse(alert.receivedAt) - since).toBeLessThan(30 * SECOND);
    expect(alert.subject).toBe('92 · Ada Lovelace, Analytical Ltd: wants it today');
    for (const words of ['wants it today', 'Competitor named', 'They have no chat.', 'tel:+442079460000'])
      expect(alert.html).toContain(words);
    expect(alert.html).toMatch(/\/l\/[\w-]{22}"/);
    expect(alert.text).toContain('Ask how long an answer takes at night.');

    await cloud.advance('PT1H');
    expect(await mailsAbout('hot-1', since)).toEqual([
      [0, 'hot_lead_alert', 'grace'],
      [5, 'lead_escalation', 'grace'],
      [10, 'lead_escalation', 'dee'],
      [20, 'lead_escalation', 'max'],
      [30, 'lead_escalation', 'team'],
      [40, 'lead_escalation', 'sales'],
    ]);
    const texts = await Promise.all([1, 2, 3, 4].map((i) => textsTo(`+4930123450${i}`)));
    expect(texts.map((some) => some.map(({ at }) => minuteOf(at, since)))).toEqual([[5], [10], [20], []]);
    for (const { body: text, segments } of texts.flat()) {
      expect(text).toMatch(/^Hot lead 92: Ada Lovelace, Analytical Ltd: wants it today\. Take it: http\S+$/);
      expect(segments).toBeLessThanOrEqual(2);
    }
    expect((await get('hot-1')).response).toMatchObject({ state: 'open', exhausted: true });
    const escalated = await told('lead.escalated', 'hot-1');
    expect(escalated.map(({ step, told: whom, exhausted }) => [step, whom, exhausted])).toEqual([
      [1, ['hot-grace'], false],
      [2, ['hot-dee'], false],
      [3, ['hot-max'], false],
      [4, [addressOf('hot', 'team')], false],
      [5, ['sales@yourdomain.com'], true],
    ]);
  });

  test('is taken after 12 minutes: all who were told hear who has it, and nobody is told anything after', async () => {
    await salesTeam('ack', '+493012346');
    const since = await now();
    await put('ack-1', aTold({ ownerRepId: 'ack-grace' }));
    await cloud.advance('PT12M');
    const { status, body } = await take('ack-1', { repId: 'ack-oli' });
    expect(status).toBe(200);
    expect(body.response).toMatchObject({
      state: 'taken',
      takenBy: { repId: 'ack-oli', how: 'api' },
      withinTarget: false,
    });
    expect(Math.floor((body.response.responseSeconds ?? 0) / 60)).toBe(12);
    await cloud.advance('PT2H');
    expect(await mailsAbout('ack-1', since)).toEqual([
      [0, 'hot_lead_alert', 'grace'],
      [5, 'lead_escalation', 'grace'],
      [10, 'lead_escalation', 'dee'],
      [12, 'lead_taken', 'grace'],
      [12, 'lead_taken', 'dee'],
    ]);
    expect((await cloud.newestMail(addressOf('ack', 'dee'))).text).toContain('oli of ack');
    const texts = await Promise.all([1, 2, 3, 4].map((i) => textsTo(`+4930123460${i}`)));
    expect(texts.map((some) => some.length)).toEqual([1, 1, 0, 0]);
    expect(await take('ack-1', { repId: 'ack-dee' })).toMatchObject({
      status: 409,
      body: { code: 'wrong_state', takenBy: { repId: 'ack-oli', name: 'oli of ack' } },
    });
    expect((await take('ack-1', { repId: 'ack-oli' })).status).toBe(200);
    expect(await told('lead.acknowledged', 'ack-1')).toMatchObject([
      { id: 'ack-1', repId: 'ack-oli', how: 'api', withinTarget: false },
    ]);
  });
});

describe('A rep who has stopped text messages', () => {
  test('is shown as such, gets mail alone from then on, and texts again at another number', async () => {
    const stopped = '+49301230404';
    await rep('stop', 'grace', { phone: stopped });
    const shown = async () => (await cloud.call('GET', '/v1/reps/stop-grace')).body['smsOptOut'];
    const textsOf = async (id: string) =>
      (await get(id)).history.flatMap(({ type, channel }) => (channel === 'sms' ? [type] : []));
    expect(await shown()).toBeUndefined();
    for (const id of ['stop-1', 'stop-2']) {
      await put(id, aTold({ ownerRepId: 'stop-grace' }));
      await cloud.advance('PT6M');
    }
    expect(await shown()).toMatchObject({ phone: stopped });
    expect([await textsOf('stop-1'), await textsOf('stop-2')]).toEqual([['undelivered'], []]);
    await rep('stop', 'grace', { phone: '+49301230405' });
    expect(await shown()).toBeUndefined();
    await put('stop-3', aTold({ ownerRepId: 'stop-grace' }));
    await cloud.advance('PT6M');
    expect(await textsOf('stop-3')).toEqual(['told']);
    expect(await textsTo('+49301230405')).toHaveLength(1);
  });
});

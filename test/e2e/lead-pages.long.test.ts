import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';
import { addressOf, aTold, leadCalls } from '../leads/calls.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
  await salesTeam('page', '+493022345');
});
afterAll(() => cloud.stop());
const { now, salesTeam, put, get, linkTo, conclude, mailsAbout } = leadCalls(() => cloud);

const [grace, dee] = [addressOf('page', 'grace'), addressOf('page', 'dee')];
const tellOf = (id: string, different: Record<string, unknown> = {}) =>
  put(id, aTold({ ownerRepId: 'page-grace', ...different }));
const look = (path: string, method = 'GET') =>
  cloud.call<string>(method, path, undefined, { authorization: '' });
const submit = (path: string, form: Record<string, string>) =>
  cloud.call<string>('POST', path, new URLSearchParams(form).toString(), {
    authorization: '',
    'content-type': 'application/x-www-form-urlencoded',
  });

describe('The link of a rep to a lead', () => {
  test('shows who it is and changes nothing, however often it is looked at; its button takes the lead', async () => {
    await tellOf('page-1');
    await cloud.idle();
    const link = await linkTo(grace);
    for (const method of ['GET', 'HEAD', 'GET']) expect((await look(link, method)).status).toBe(200);
    const page = await look(link);
    expect(page.body).toContain('Ada Lovelace, Analytical Ltd');
    expect(page.body.match(/<button/g)).toHaveLength(1);
    expect(page.headers.get('cache-control')).toContain('no-store');
    expect((await get('page-1')).response).toMatchObject({ state: 'open' });

    const taken = await submit(link, { action: 'take' });
    expect(taken.status).toBe(200);
    for (const words of ['tel:+442079460000', 'mailto:ada@customer.example', 'followUpBy', 'outcome'])
      expect(taken.body).toContain(words);
    expect((await get('page-1')).response).toMatchObject({
      state: 'taken',
      takenBy: { repId: 'page-grace', how: 'link' },
      withinTarget: true,
    });
    expect((await submit(link, { action: 'take' })).status).toBe(200);
    expect((await get('page-1')).history.filter(({ type }) => type === 'acknowledged')).toHaveLength(1);
  });

  test('of somebody else who was told shows who has it, and takes nothing from them', async () => {
    await tellOf('page-2');
    await cloud.idle();
    const hers = await linkTo(grace);
    await cloud.advance('PT11M');
    const others = await linkTo(dee);
    expect(others).not.toBe(hers);
    await submit(hers, { action: 'take' });
    const seen = await look(others);
    expect(seen).toMatchObject({
      status: 200,
      body: expect.stringContaining('grace of page has it') as string,
    });
    expect(seen.body).not.toContain('<form');
    for (const form of [{ action: 'take' }, { action: 'outcome', outcome: 'won' }]) {
      const late = await submit(others, form);
      expect(late.status).toBe(409);
      expect(late.body).toContain('grace of page has it');
    }
    expect(await get('page-2')).toMatchObject({ response: { takenBy: { repId: 'page-grace' } } });
    expect((await get('page-2')).outcome).toBeUndefined();
  });

  test('that is forged, or old, leads to a kind page that tells nothing of anybody', async () => {
    await tellOf('page-3');
    await cloud.idle();
    const old = await linkTo(grace);
    await tellOf('page-3', { ownerRepId: 'page-oli' });
    await cloud.idle();
    const forged = `${old.slice(0, -1)}${old.endsWith('A') ? 'B' : 'A'}`;
    for (const [path, status] of [
      [old, 410],
      [forged, 404],
      ['/l/x', 404],
      [`/l/${'A'.repeat(22)}`, 404],
    ] as const) {
      for (const answer of [await look(path), await submit(path, { action: 'take' })]) {
        expect({ path, status: answer.status }).toEqual({ path, status });
        expect(answer.headers.get('content-type')).toContain('text/html');
        expect(answer.body).not.toMatch(/Ada|Analytical|oli of page/);
      }
    }
    expect((await get('page-3')).response).toMatchObject({ state: 'open', askedRepId: 'page-oli' });
  });

  test('keeps a promise and an outcome; an incomplete form is shown again, and changes nothing', async () => {
    await tellOf('page-4');
    await cloud.idle();
    const link = await linkTo(grace);
    const since = await now();
    const { body } = await submit(link, { action: 'take' });
    const times = Array.from(body.matchAll(/name="followUpBy" value="([^"]+)"/g), ([, at = '']) => at);
    expect(times).toHaveLength(4);
    const [, by = ''] = times;
    const before = await get('page-4');
    for (const form of [
      { action: 'follow_up', followUpBy: '2020-01-01T00:00:00Z' },
      { action: 'follow_up' },
      { action: 'outcome' },
      { action: 'outcome', outcome: 'lost', reason: ' ' },
      { action: 'sell' },
    ])
      expect({ form, status: (await submit(link, form)).status }).toEqual({ form, status: 422 });
    expect(await get('page-4')).toEqual(before);

    expect((await submit(link, { action: 'follow_up', followUpBy: by })).body).toContain('You promised');
    await cloud.call('POST', '/_local/clock', { to: new Date(Date.parse(by) - 60_000).toISOString() });
    expect((await get('page-4')).response).toMatchObject({ followUp: 'reminded', followUpBy: by });
    expect((await mailsAbout('page-4', since)).map(([, template]) => template)).toEqual([
      'hot_lead_alert',
      'lead_follow_up',
    ]);
    const lost = await submit(link, {
      action: 'outcome',
      outcome: 'lost',
      reason: 'Chose <b>Difference</b> Inc',
    });
    expect(lost.status).toBe(200);
    expect(await get('page-4')).toMatchObject({
      response: { state: 'closed', followUp: 'kept' },
      outcome: { outcome: 'lost', reason: 'Chose <b>Difference</b> Inc', repId: 'page-grace' },
    });
  });

  test('says that a promise was missed a minute after its time', async () => {
    await tellOf('page-5');
    await cloud.idle();
    const link = await linkTo(grace);
    const { body } = await submit(link, { action: 'take' });
    const [, by = ''] = /name="followUpBy" value="([^"]+)"/.exec(body) ?? [];
    await submit(link, { action: 'follow_up', followUpBy: by });
    await cloud.call('POST', '/_local/clock', { to: new Date(Date.parse(by) + 120_000).toISOString() });
    expect((await get('page-5')).response).toMatchObject({ state: 'taken', followUp: 'missed' });
    await conclude('page-5', { outcome: 'contacted', repId: 'page-grace' });
    expect((await get('page-5')).response).toMatchObject({ state: 'closed', followUp: 'missed' });
  });
});

describe('What is told of a lead wrongly is answered with where and why, and changes nothing:', () => {
  const faultsOf = ({ body }: { body: { errors?: { pointer: string; code: string }[] } }) =>
    (body.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`);
  const breaks = 'Ada\r\nBcc: all@example.com';

  test.each([
    { what: 'a score of 101', lead: { score: 101 }, faults: ['/score too_big'] },
    { what: 'a score in words', lead: { score: 'high' }, faults: ['/score invalid_type'] },
    { what: 'an owner of nobody', lead: { ownerRepId: 'nobody' }, faults: ['/ownerRepId unknown_rep'] },
    {
      what: 'line breaks where one line is',
      lead: {
        source: breaks,
        competitors: [breaks],
        contact: { email: 'ada@example.com\r\nBcc: all@example.com' },
      },
      faults: [
        '/contact/email invalid_address',
        '/source header_injection',
        '/competitors/0 header_injection',
      ],
    },
    {
      what: 'several things at once',
      lead: {
        score: -1,
        version: 0,
        dealValue: { amount: -1, currency: 'euro' },
        crmUrl: 'javascript:1',
        x: 1,
      },
      faults: [
        '/version too_small',
        '/score too_small',
        '/dealValue/amount too_small',
        '/dealValue/currency invalid_format',
        '/crmUrl invalid_format',
        '/x unknown_field',
      ],
    },
  ])('$what', async ({ lead, faults }) => {
    const answer = await put('faulty', aTold(lead));
    expect(answer.status).toBe(422);
    expect(faultsOf(answer).toSorted()).toEqual(faults.toSorted());
    expect((await cloud.call('GET', '/v1/leads/faulty')).status).toBe(404);
  });

  test.each([
    {
      what: 'a rep whom nobody knows',
      verb: 'acknowledge',
      body: { repId: 'nobody' },
      faults: ['/repId unknown_rep'],
    },
    {
      what: 'a promise for the past',
      verb: 'acknowledge',
      body: { repId: 'page-grace', followUpBy: '2020-01-01T00:00:00Z' },
      faults: ['/followUpBy in_the_past'],
    },
    {
      what: 'a lead that is lost for no reason',
      verb: 'outcome',
      body: { outcome: 'lost', repId: 'page-grace', reason: ' ' },
      faults: ['/reason missing'],
    },
    {
      what: 'an outcome that is none',
      verb: 'outcome',
      body: { outcome: 'sold', repId: 'page-grace' },
      faults: ['/outcome invalid_value'],
    },
  ])('$what', async ({ verb, body, faults }) => {
    await tellOf('faulty-verbs');
    const before = await get('faulty-verbs');
    const answer = await cloud.call<{ errors?: { pointer: string; code: string }[] }>(
      'POST',
      `/v1/leads/faulty-verbs/${verb}`,
      body,
    );
    expect(answer.status).toBe(422);
    expect(faultsOf(answer)).toEqual(faults);
    // Its alert goes its own way.
    expect({ ...(await get('faulty-verbs')), emails: [] }).toEqual({ ...before, emails: [] });
  });

  test.each([
    {
      what: 'a rep who answers to themselves in the end',
      rep: { managerId: 'page-grace' },
      faults: ['/managerId loop'],
    },
    { what: 'a rep who stands in for themselves', rep: { deputyId: 'page-max' }, faults: ['/deputyId loop'] },
    { what: 'a phone that is not E.164', rep: { phone: '0301 2345' }, faults: ['/phone invalid_format'] },
    { what: 'a name on two lines', rep: { name: breaks }, faults: ['/name header_injection'] },
  ])('$what', async ({ rep, faults }) => {
    const before = (await cloud.call('GET', '/v1/reps/page-max')).body;
    const answer = await cloud.call<{ errors?: { pointer: string; code: string }[] }>(
      'PUT',
      '/v1/reps/page-max',
      { ...before, id: undefined, ...rep },
    );
    expect(answer.status).toBe(422);
    expect(faultsOf(answer)).toEqual(faults);
    expect((await cloud.call('GET', '/v1/reps/page-max')).body).toEqual(before);
  });

  test('HTML and code of templates in every field are words in its mails, and no more', async () => {
    const code = '<script>alert(1)</script>{{= it.secret }}<img src=x onerror=alert(1)>${1}';
    const answer = await tellOf('code', {
      contact: { email: 'eve@customer.example', name: code.slice(0, 60), company: code },
      reasons: [{ text: code, points: 3 }],
      need: code,
      budget: code,
      timeframe: code,
      source: code,
      competitors: [code],
      highlights: [code],
    });
    expect(answer.status).toBe(200);
    await cloud.idle();
    const mail = await cloud.newestMail(grace);
    expect(mail.html).not.toMatch(/<script|<img src=x/);
    expect(mail.html).toContain('{{');
    const page = await look(await linkTo(grace));
    expect(page.body).not.toMatch(/<script>alert|<img src=x/);
  });
});

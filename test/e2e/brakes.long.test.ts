import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
});
afterAll(() => cloud.stop());

const mail = (category: string, more: Record<string, unknown> = {}) => ({
  subject: 'Hi',
  text: 'Hello',
  category,
  ...more,
});
const post = (pathname: string, body: unknown) => cloud.call('POST', pathname, body);

describe('pausing', () => {
  test('holds a category back, says so, and lets it go on when it is resumed', async () => {
    expect(await post('/v1/pause', { category: 'digest' })).toMatchObject({
      status: 200,
      body: { categories: ['digest'], templates: [] },
    });
    const held = await cloud.send('held@example.com', mail('digest'));
    const free = await cloud.send('free@example.com', mail('reminder'));
    await cloud.advance('PT3H');
    expect(await cloud.message(held)).toMatchObject({ status: 'queued', reason: 'paused' });
    expect((await cloud.message(free)).status).toBe('delivered');

    expect((await post('/v1/resume', { category: 'digest' })).body).toEqual({
      categories: [],
      templates: [],
      items: [],
    });
    await cloud.idle();
    expect((await cloud.message(held)).status).toBe('delivered');
    expect(await cloud.inbox('held@example.com')).toHaveLength(1);
  });

  test('of a template lets others go, and what was suppressed meanwhile is skipped when it goes on', async () => {
    await post('/v1/pause', { template: 'system_notification' });
    const held = await cloud.send('bounce@example.com');
    await cloud.send('bounce@example.com', mail('system'));
    await cloud.advance('PT10M');
    expect((await cloud.message(held)).reason).toBe('paused');
    await post('/v1/resume', { template: 'system_notification' });
    await cloud.idle();
    expect(await cloud.message(held)).toMatchObject({ status: 'skipped', reason: 'suppressed_bounce' });
  });

  test('tells who holds what back, since when, and how many e-mails wait for it', async () => {
    await post('/v1/pause', { category: 'digest' });
    await post('/v1/pause', { template: 'system_notification' });
    for (const name of ['one', 'two', 'three']) await cloud.send(`${name}@example.com`, mail('digest'));
    await cloud.idle();
    const items = [
      { category: 'digest', by: 'local', since: expect.any(String) as string, waiting: 3 },
      { template: 'system_notification', by: 'local', since: expect.any(String) as string, waiting: 0 },
    ];
    expect((await cloud.call('GET', '/v1/pause')).body).toEqual({
      categories: ['digest'],
      templates: ['system_notification'],
      items,
    });
    const { body } = await cloud.call('GET', '/v1/status');
    expect(body).toMatchObject({ stage: 'local', mode: 'live', breaker: { state: 'closed' }, pauses: items });
    for (const filter of ['status=queued', 'reason=paused']) {
      const waiting = await cloud.call<{ items: unknown[] }>('GET', `/v1/emails?${filter}`);
      expect(waiting.body.items).toHaveLength(3);
    }
    await post('/v1/resume', { category: 'digest', template: 'system_notification' });
    await cloud.idle();
    expect((await cloud.call('GET', '/v1/pause')).body).toEqual({
      categories: [],
      templates: [],
      items: [],
    });
  });

  test('ends by itself where it has an end', async () => {
    const { body } = await cloud.call('GET', '/v1/status');
    const until = new Date(Date.parse(String(body['now'])) + 3_600_000).toISOString();
    const paused = await post('/v1/pause', { category: 'digest', until });
    expect(paused.body['items']).toMatchObject([{ category: 'digest', until }]);
    const held = await cloud.send('until@example.com', mail('digest'));
    await cloud.advance('PT50M');
    expect(await cloud.message(held)).toMatchObject({ status: 'queued', reason: 'paused' });
    await cloud.advance('PT15M');
    expect((await cloud.message(held)).status).toBe('delivered');
    expect((await cloud.call('GET', '/v1/pause')).body).toMatchObject({ items: [] });
    expect(await post('/v1/pause', { category: 'digest', until })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/until', code: 'in_the_past' }] },
    });
  });

  test('needs to know what', async () => {
    expect((await post('/v1/pause', {})).status).toBe(422);
    expect((await post('/v1/pause', { category: 'nope' })).status).toBe(422);
  });

  test.each(['/v1/pause', '/v1/resume'])('of a template that is not there is refused by %s', async (path) => {
    expect(await post(path, { template: 'system_notificaton' })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/template', code: 'unknown_template' }] },
    });
  });
});

describe('cancelling by tag', () => {
  test('counts first, then cancels all that has not left, and nothing else', async () => {
    await post('/v1/pause', { category: 'digest' });
    const emails = Array.from({ length: 60 }, (_, i) => ({
      to: { email: `batch-${i}@example.com` },
      ...mail('digest', { tags: [i < 50 ? 'mistake' : 'fine'] }),
    }));
    await post('/v1/emails/batch', { emails });
    const left = await cloud.send('left@example.com', mail('system', { tags: ['mistake'] }));
    await cloud.idle();

    const dry = await post('/v1/emails/cancel', { tag: 'mistake', dryRun: true });
    expect(dry).toMatchObject({ status: 200, body: { matched: 50 } });
    const begun = await post('/v1/emails/cancel', { tag: 'mistake' });
    expect(begun).toMatchObject({ status: 202, body: { matched: 50 } });
    await cloud.advance('PT5M');
    const progress = await cloud.call('GET', `/v1/cancellations/${String(begun.body['id'])}`);
    expect(progress.body).toEqual({ matched: 50, cancelled: 50, done: true });

    await post('/v1/resume', { category: 'digest' });
    await cloud.advance('PT10M');
    const arrived = (await cloud.inbox()).filter(({ to }) => to.startsWith('batch-'));
    expect(arrived).toHaveLength(10);
    expect((await cloud.message(left)).status).toBe('delivered');
  });

  test('needs either a tag or a template', async () => {
    expect((await post('/v1/emails/cancel', {})).status).toBe(422);
    expect((await post('/v1/emails/cancel', { tag: 'a', template: 'b' })).status).toBe(422);
    expect((await cloud.call('GET', '/v1/cancellations/none')).status).toBe(404);
  });
});

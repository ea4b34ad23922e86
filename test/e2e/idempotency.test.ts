import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
});
afterAll(() => cloud.stop());

const request = (to: string, more: Record<string, unknown> = {}) => ({
  to: { email: to },
  subject: 'Once',
  text: 'Only once.',
  category: 'system',
  ...more,
});
const post = (body: unknown, key: string) =>
  cloud.call<{ id: string; code?: string }>('POST', '/v1/emails', body, { 'idempotency-key': key });

describe('an Idempotency-Key', () => {
  test('makes one mail of fifty requests at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => post(request('fifty@example.com'), 'fifty')),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    await cloud.idle();
    expect(await cloud.inbox('fifty@example.com')).toHaveLength(1);
  });

  test('gives the same answer whatever the order of the fields', async () => {
    const first = await post(request('order@example.com'), 'order');
    const again = await post(
      { category: 'system', text: 'Only once.', subject: 'Once', to: { email: 'order@example.com' } },
      'order',
    );
    expect(again.body.id).toBe(first.body.id);
  });

  test('refuses another body', async () => {
    await post(request('reuse@example.com'), 'reuse');
    const other = await post(request('other@example.com'), 'reuse');
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
    await cloud.idle();
    expect(await cloud.inbox('other@example.com')).toHaveLength(0);
  });

  test('counts per item of a batch', async () => {
    const unkeepable = { ...request('batch-3@example.com'), metadata: { order: 1e300 } };
    const emails = [request('batch-1@example.com'), { to: {} }, request('batch-2@example.com'), unkeepable];
    const send = () =>
      cloud.call<{ items: { id?: string; error?: { code: string } }[] }>(
        'POST',
        '/v1/emails/batch',
        { emails },
        { 'idempotency-key': 'batch' },
      );
    const [first, again] = [await send(), await send()];
    expect(first.body.items.map(({ id }) => id !== undefined)).toEqual([true, false, true, false]);
    expect(again.body.items).toEqual(first.body.items);
    await cloud.idle();
    expect(await cloud.inbox('batch-1@example.com')).toHaveLength(1);
  });

  test('still answers when the time asked for has passed meanwhile', async () => {
    const now = Date.parse((await cloud.call<{ now: string }>('GET', '/_local/health')).body.now);
    const body = request('late@example.com', { sendAt: new Date(now + 60_000).toISOString() });
    const first = await post(body, 'late');
    await cloud.advance('PT10M');
    const again = await post(body, 'late');
    expect(again).toMatchObject({ status: 202, body: { id: first.body.id, status: 'scheduled' } });
    expect(await cloud.inbox('late@example.com')).toHaveLength(1);
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
});
afterAll(() => cloud.stop());

const summary = { subject: 'Our talk', text: 'Hello', category: 'conversation_summary' };
const all = { conversationSummaries: 'on', appointmentReminders: 'on', marketingEmails: 'on' };

/** Path of a link in the last mail that reached a recipient. */
const linkIn = async (to: string, path: 'p' | 'u'): Promise<string> => {
  const { html } = await cloud.newestMail(to);
  return new RegExp(`/${path}/[\\w.-]+`).exec(html)?.[0] ?? '';
};
const newLink = async (to: string): Promise<string> => {
  await cloud.send(to, {
    template: 'conversation_summary_customer',
    subject: undefined,
    data: { startedAt: '2027-03-04T08:00:00Z', summary: 'Hello' },
  });
  await cloud.idle();
  return linkIn(to, 'p');
};
const open = (path: string, headers: Record<string, string> = {}) =>
  cloud.call<string>('GET', path, undefined, { authorization: '', ...headers });
const save = (path: string, fields: Record<string, string>) =>
  cloud.call<string>('POST', path, new URLSearchParams(fields).toString(), {
    authorization: '',
    'content-type': 'application/x-www-form-urlencoded',
  });
const outcome = async (id: string) => {
  const { status, reason } = await cloud.message(id);
  return reason ?? status;
};

describe('The preference centre', () => {
  test('opens from a mail without key or cookie, in the reader’s language, and changes nothing', async () => {
    const path = await newLink('visitor@one.example');
    const page = await open(path);
    expect(page.status).toBe(200);
    expect(page.body).toContain('This is for visitor@one.example');
    expect(page.headers.get('set-cookie')).toBeNull();
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect((await open(path, { 'accept-language': 'de-AT,de;q=0.9' })).body).toContain(
      'Was möchten Sie erhalten?',
    );
    const { body } = await cloud.call('GET', '/v1/preferences/visitor@one.example');
    expect(body).not.toHaveProperty('updatedAt');
  });

  test('takes nothing for its form that is not, and shows the page as it was', async () => {
    const path = await newLink('stranger@one.example');
    const bodies = ['', '{"conversationSummaries":"on"}', 'List-Unsubscribe=One-Click', '%ff%fe=%'];
    for (const body of bodies) {
      const page = await cloud.call<string>('POST', path, body, { authorization: '' });
      expect(page.status).toBe(200);
      expect(page.body).not.toContain('Saved.');
    }
    const wrong = await save(path, { action: 'save', ...all, timezone: 'Nope' });
    expect(wrong.status).toBe(422);
    expect(wrong.body).toContain('This is for stranger@one.example');
    const { body } = await cloud.call('GET', '/v1/preferences/stranger@one.example');
    expect(body).not.toHaveProperty('updatedAt');
  });

  test('shows what one click has refused, lets none of the mails leave that wait, and brings the next one back', async () => {
    const to = 'leaver@two.example';
    const centre = await newLink(to);
    const unsubscribe = await linkIn(to, 'u');
    const now = Date.parse((await cloud.call<{ now: string }>('GET', '/_local/health')).body.now);
    const sendAt = new Date(now + 60_000).toISOString();
    const waiting = await Promise.all([1, 2, 3].map(() => cloud.send(to, { ...summary, sendAt })));
    await cloud.call('POST', unsubscribe, 'List-Unsubscribe=One-Click', { authorization: '' });
    expect((await open(centre)).body).toMatch(/name="conversationSummaries" value="on">/);
    await cloud.advance('PT10M');
    expect(await Promise.all(waiting.map(outcome))).toEqual(['opted_out', 'opted_out', 'opted_out']);
    const saved = await save(centre, { action: 'save', ...all });
    expect(saved.body).toContain('Saved.');
    expect(saved.body).toMatch(/name="conversationSummaries" value="on" checked>/);
    const next = await cloud.send(to, summary);
    await cloud.idle();
    expect(await outcome(next)).toBe('delivered');
    // The tick for offers was consent.
    const { body } = await cloud.call('GET', `/v1/preferences/${to}`);
    expect(body).toMatchObject({ consent: { marketing: { basis: 'express', source: 'preference_centre' } } });
    // The old link still works, whenever it is used.
    await cloud.call('POST', unsubscribe, 'List-Unsubscribe=One-Click', { authorization: '' });
    expect(await outcome(await cloud.send(to, summary))).toBe('opted_out');
  });

  test('takes what is chosen, and refuses what no form of ours sends', async () => {
    const path = await newLink('chooser@three.example');
    await save(path, {
      action: 'save',
      ...all,
      summaryFormat: 'brief',
      timezone: 'Asia/Tokyo',
      locale: 'de',
    });
    expect((await cloud.call('GET', '/v1/preferences/chooser@three.example')).body).toMatchObject({
      summaryFormat: 'brief',
      timezone: 'Asia/Tokyo',
      locale: 'de',
    });
    expect((await open(path)).body).toContain('<html lang="de">');
    expect((await save(path, { action: 'save', timezone: 'Mars/Base' })).status).toBe(422);
  });

  test('of one recipient never opens for another’s link, nor for a forged, cut or old one', async () => {
    const one = await newLink('one@four.example');
    const two = await newLink('two@four.example');
    expect((await open(two)).body).not.toContain('one@four.example');
    const [payload = '', ...rest] = one.slice('/p/'.length).split('.');
    const theirs = Buffer.from(payload, 'base64url').toString().replace('one@four', 'two@four');
    const forged = `/p/${[Buffer.from(theirs).toString('base64url'), ...rest].join('.')}`;
    const asUnsubscribe = one.replace('/p/', '/u/');
    for (const path of [forged, asUnsubscribe, one.slice(0, -3), '/p/preview']) {
      for (const page of [await open(path), await save(path, { action: 'nothing' })]) {
        expect(page.status).toBe(404);
        expect(page.body).toContain('This link does not work');
        expect(page.body).not.toContain('@four.example');
      }
    }
    await cloud.advance('P366D');
    expect((await open(one)).status).toBe(410);
  });
});

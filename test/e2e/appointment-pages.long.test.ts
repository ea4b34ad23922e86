import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appointmentCalls, startWithRep } from '../appointments/calls.ts';
import type { TestCloud } from '../embedded-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startWithRep();
});
afterAll(() => cloud.stop());
const { book, verb, get, inMinutes, subjectsTo } = appointmentCalls(() => cloud);

/** The path of the first link to a page in the mail that somebody got last. */
const pageLink = async (to: string, kind: 'a' | 'f'): Promise<string> => {
  const { html } = await cloud.newestMail(to);
  const [found = ''] = new RegExp(`/${kind}/[\\w.-]+`).exec(html.replaceAll('&#x3D;', '=')) ?? [];
  return found;
};
const look = async (path: string, method = 'GET') => {
  const answer = await fetch(cloud.url + path, { method, headers: { 'accept-language': 'en' } });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
};
const press = async (path: string, fields: Record<string, string>) => {
  const answer = await fetch(cloud.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'accept-language': 'en' },
    body: new URLSearchParams(fields).toString(),
  });
  return { status: answer.status, text: await answer.text() };
};
const requests = async (id: string) =>
  (await cloud.busEvents()).filter(
    ({ detailType, detail }) => /_requested$/.test(detailType) && detail['id'] === id,
  );

const booked = async (id: string, more: Record<string, unknown> = {}) => {
  const to = `${id}@pages.example`;
  await book(id, { start: await inMinutes(26 * 60), customer: { email: to, name: 'Ada' }, ...more });
  await cloud.idle();
  return { to, page: await pageLink(to, 'a') };
};

describe('The page of an appointment', () => {
  test('asks to cancel by a chosen reason alone, once; looking at it changes nothing', async () => {
    const { to, page } = await booked('cancel-1');
    const shown = await look(page);
    expect([shown.status, shown.text.includes('Demo for 40 seats')]).toEqual([200, true]);
    expect(await look(page, 'HEAD')).toMatchObject({ status: 200, text: '' });
    expect((await press(page, { action: 'cancel', sequence: '1' })).status).toBe(422);
    expect(await requests('cancel-1')).toEqual([]);
    const asked = {
      action: 'cancel',
      sequence: '1',
      reason: 'conflict',
      comment: 'Our works council meets.',
    };
    const first = await press(page, asked);
    expect([first.status, first.text.includes('You asked us to cancel')]).toEqual([200, true]);
    expect((await press(page, asked)).status).toBe(200);
    await cloud.idle();
    expect(await requests('cancel-1')).toMatchObject([
      {
        detailType: 'appointment.cancel_requested',
        detail: { sequence: 1, reason: 'conflict', repId: 'grace' },
      },
    ]);
    expect((await subjectsTo(to)).at(-1)).toMatch(/^We have your request: Demo/);
    expect((await subjectsTo('grace@acme.example')).at(-1)).toMatch(/^Ada asks to cancel: Demo/);
    expect(await get('cancel-1')).toMatchObject({
      status: 'booked',
      request: { kind: 'cancel', reason: 'conflict' },
    });
    // Nobody decides, so the rep is asked again, and the customer is not reminded of what they want to cancel.
    await cloud.advance('PT4H1M');
    expect((await subjectsTo('grace@acme.example')).at(-1)).toMatch(/^Still open: Ada asks to cancel/);
    expect((await get('cancel-1')).reminders[0]).toMatchObject({ state: 'left_out', why: 'requested' });
    await verb('cancel-1', 'cancel');
    await cloud.idle();
    expect((await subjectsTo(to)).at(-1)).toMatch(/^Cancelled: Demo/);
    expect((await look(page)).text).toContain('This appointment is cancelled');
  });

  test('asks for a time that was offered, or in words, and for nothing when neither is there', async () => {
    const other = await inMinutes(72 * 60);
    const { page } = await booked('move-1', { alternatives: [{ start: other }] });
    const move = (more: Record<string, string>) =>
      press(page, { action: 'reschedule', sequence: '1', ...more });
    expect((await move({})).status).toBe(422);
    expect((await move({ start: '2031-01-01T00:00:00.000Z' })).status).toBe(422);
    expect((await move({ wish: 'x'.repeat(501) })).status).toBe(422);
    expect(await requests('move-1')).toEqual([]);
    expect((await move({ start: other })).status).toBe(200);
    expect((await move({ wish: 'Any morning' })).status).toBe(200);
    expect((await requests('move-1')).map(({ detail }) => [detail['newStart'], detail['wish']])).toEqual([
      [other, undefined],
      [undefined, 'Any morning'],
    ]);
  });

  test('of another state says so and asks for nothing', async () => {
    const { page, to } = await booked('state-1');
    await verb('state-1', 'reschedule', { start: await inMinutes(40 * 60) });
    const answer = await press(page, { action: 'cancel', sequence: '1', reason: 'other' });
    expect([answer.status, answer.text.includes('has changed since')]).toEqual([409, true]);
    expect(await requests('state-1')).toEqual([]);
    await verb('state-1', 'reschedule', { customer: { email: `new-${to}` } });
    expect((await look(page)).status).toBe(404);
  });

  test('has a file for calendars, and closes 30 days after the end', async () => {
    const { page } = await booked('close-1');
    const file = await look(`${page}/invite.ics`);
    expect(file.headers.get('content-type')).toBe('text/calendar; charset=utf-8; method=PUBLISH');
    expect(file.text).toMatch(/^BEGIN:VCALENDAR\r\n[\s\S]*END:VCALENDAR\r\n$/);
    expect((await look(`${page.slice(0, -2)}xx`)).status).toBe(404);
    await cloud.advance('P29D');
    expect((await look(page)).text).toContain('This appointment is over');
    await cloud.advance('P4D');
    expect((await look(page)).status).toBe(410);
  });

  test('shows what people typed as text', async () => {
    const { page } = await booked('text-1', {
      title: '<script>alert(1)</script>\r\nX: y',
      location: '"><img src=x>',
    });
    const { text } = await look(page);
    expect(text).toContain('&lt;script&gt;');
    expect(text).not.toMatch(/<script|<img src=x/);
  });
});

test('How an appointment was is asked by mail, chosen beforehand by the link, and said with the button', async () => {
  const to = 'feedback@pages.example';
  const consent = { marketing: { basis: 'express', source: 'form', at: '2026-01-01T00:00:00Z' } };
  await book('feedback-1', { start: await inMinutes(10), customer: { email: to, consent } });
  await cloud.advance('PT1H');
  await verb('feedback-1', 'complete', { outcome: 'attended' });
  await cloud.advance('PT61M');
  const page = await pageLink(to, 'f');
  const asked = await look(`${page}?rating=4`);
  expect(asked.text).toMatch(/value="4" checked/);
  expect((await get('feedback-1')).feedback).toBeUndefined();
  expect((await press(page, { comment: 'Good' })).status).toBe(422);
  expect((await press(page, { rating: '4', comment: 'Good' })).text).toContain('Thank you');
  await press(page, { rating: '5' });
  expect((await get('feedback-1')).feedback).toMatchObject({ rating: 5, revision: 2 });
  const received = (await cloud.busEvents()).filter(
    ({ detailType }) => detailType === 'appointment.feedback_received',
  );
  expect(received.map(({ detail }) => [detail['rating'], detail['revision'], detail['comment']])).toEqual([
    [4, 1, 'Good'],
    [5, 2, undefined],
  ]);
});

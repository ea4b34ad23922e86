import ICAL from 'ical.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appointmentCalls, startWithRep } from '../appointments/calls.ts';
import type { TestCloud } from '../embedded-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startWithRep();
});
afterAll(() => cloud.stop());
const { book, verb, get, inMinutes, subjectsTo, tell } = appointmentCalls(() => cloud);

/** The calendar that a mail brought, as a calendar program reads it. */
const inviteIn = async (to: string, nth = -1) => {
  const mails = await cloud.inbox(to);
  const mail = await cloud.mail(mails.at(nth)?.id ?? '');
  const [part] = mail.attachments.filter(({ contentType }) => contentType.startsWith('text/calendar'));
  const text = Buffer.from(part?.content ?? '', 'base64').toString();
  const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
  const event = calendar.getFirstSubcomponent('vevent');
  return {
    method: calendar.getFirstPropertyValue('method'),
    uid: event?.getFirstPropertyValue('uid'),
    sequence: event?.getFirstPropertyValue('sequence'),
    start: String(event?.getFirstPropertyValue('dtstart')),
    organizer: event?.getFirstPropertyValue('organizer'),
    attendee: event?.getFirstPropertyValue('attendee') ?? null,
  };
};

describe('An appointment 26 hours ahead', () => {
  const to = 'ada@one.example';
  const consent = { marketing: { basis: 'express', source: 'form', at: '2026-01-01T00:00:00Z' } };

  test('is confirmed to customer and rep, with an invite in their calendars', async () => {
    const start = await inMinutes(26 * 60);
    const { status, body } = await book('life-1', { start, customer: { email: to, name: 'Ada', consent } });
    expect(status).toBe(200);
    expect(body).toMatchObject({ applied: true, status: 'booked', start, warnings: [] });
    expect(body.emails).toMatchObject([
      { template: 'appointment_confirmation', audience: 'customer', to },
      { template: 'appointment_confirmation', audience: 'rep', to: 'grace@acme.example' },
    ]);
    await cloud.idle();
    expect(await subjectsTo(to)).toMatchObject([expect.stringMatching(/^Confirmed: Demo for 40 seats, /)]);
    expect(await inviteIn(to)).toMatchObject({
      method: 'REQUEST',
      sequence: 0,
      uid: body.calendar.uid,
      organizer: 'mailto:grace@acme.example',
      attendee: `mailto:${to}`,
    });
    expect(await inviteIn('grace@acme.example')).toMatchObject({ method: 'PUBLISH', attendee: null });
  });

  test('is reminded of a day and an hour ahead, and afterwards asked how it was, and nothing else', async () => {
    await cloud.advance('PT2H1M');
    expect(await subjectsTo(to)).toHaveLength(2);
    await cloud.advance('PT22H');
    expect(await subjectsTo(to)).toHaveLength(2);
    await cloud.advance('PT1H');
    expect(await subjectsTo(to)).toHaveLength(3);
    await cloud.advance('PT1H');
    const done = await verb('life-1', 'complete', { outcome: 'attended' });
    expect(done.body).toMatchObject({ status: 'completed', outcome: 'attended', applied: true });
    await cloud.advance('PT59M');
    expect(await subjectsTo(to)).toHaveLength(3);
    await cloud.advance('P2D');
    const subjects = await subjectsTo(to);
    expect(subjects.slice(1)).toEqual([
      expect.stringMatching(/^Tomorrow, /),
      expect.stringMatching(/^Starts in 1 hour, /),
      'How was “Demo for 40 seats”?',
    ]);
    const appointment = await get('life-1');
    expect(appointment.reminders).toMatchObject([
      { audience: 'customer', offset: 'PT24H', state: 'sent' },
      { audience: 'customer', offset: 'PT1H', state: 'sent' },
    ]);
    expect(appointment.emails.map(({ template, audience }) => `${template} ${audience}`)).toEqual([
      'appointment_confirmation customer',
      'appointment_confirmation rep',
      'appointment_reminder customer',
      'appointment_reminder customer',
      'appointment_feedback customer',
    ]);
  });
});

test('What is told again changes nothing; older, the same and other content are told apart', async () => {
  const start = await inMinutes(90 * 60);
  const asked = { sequence: 5, start, customer: { email: 'again@one.example' } };
  expect((await book('again-1', asked)).body.applied).toBe(true);
  expect((await book('again-1', asked)).body).toMatchObject({ applied: false, sequence: 5 });
  expect((await book('again-1', { ...asked, sequence: 4, title: 'Older' })).body.applied).toBe(false);
  expect((await book('again-1', { ...asked, title: 'Other' })).status).toBe(409);
  await cloud.idle();
  expect(await subjectsTo('again@one.example')).toHaveLength(1);
});

test('An appointment that is moved and then cancelled is told so, under one UID with a sequence that rises', async () => {
  const to = 'ada@two.example';
  const start = await inMinutes(50 * 60);
  await book('life-2', { start, customer: { email: to } });
  await cloud.idle();
  const first = await inviteIn(to);
  const moved = await inMinutes(60 * 60);
  await verb('life-2', 'reschedule', { start: moved, reason: 'Our trainer is on the road.' });
  await cloud.idle();
  const second = await inviteIn(to);
  await tell('cancelled', { id: 'life-2', sequence: 3, reason: 'Our trainer is ill.' });
  await cloud.idle();
  const third = await inviteIn(to);
  expect([first, second, third].map(({ method, sequence, uid }) => ({ method, sequence, uid }))).toEqual([
    { method: 'REQUEST', sequence: 0, uid: first.uid },
    { method: 'REQUEST', sequence: 1, uid: first.uid },
    { method: 'CANCEL', sequence: 2, uid: first.uid },
  ]);
  await cloud.advance('P3D');
  expect((await subjectsTo(to)).map((subject) => subject.split(':')[0])).toEqual([
    'Confirmed',
    'New time',
    'Cancelled',
  ]);
});

test('While a try at Mailgun is of unknown outcome a change waits, and once that never left is confirmed as it is', async () => {
  const to = 'unknown@two.example';
  await cloud.fault('500', { count: 2 });
  await book('life-3', { start: await inMinutes(50 * 60), customer: { email: to } });
  await cloud.idle();
  const moved = await inMinutes(60 * 60);
  await verb('life-3', 'reschedule', { start: moved });
  await cloud.idle();
  await cloud.advance('PT1H');
  expect((await subjectsTo(to)).map((subject) => subject.split(':')[0])).toEqual(['Confirmed']);
  const { raw = '' } = await cloud.newestMail(to);
  expect(raw).toContain(`DTSTART:${moved.replace(/[-:]|\.000/g, '')}`);
  expect((await get('life-3')).emails[0]).toMatchObject({ status: 'skipped', reason: 'superseded' });
});

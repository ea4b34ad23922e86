import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calendarLinks } from '../../functions/appointments/calendar-links.ts';
import {
  cancelledData,
  confirmationData,
  type MailContext,
  reminderData,
  rescheduledData,
} from '../../functions/appointments/mails.ts';
import { toldOf } from '../../functions/appointments/telling.ts';
import { isBlank } from '../../functions/platform/one-line.ts';
import { mailBytes } from '../../functions/rendering/mail-size.ts';
import { compileVersion, renderTemplate } from '../../functions/rendering/render.ts';
import { checkData } from '../../functions/rendering/variables.ts';
import { hostile } from '../../templates/hostile.ts';
import { builtInVersion } from '../templates/built-ins.ts';
import { aContext } from '../templates/fixture.ts';
import { booked, details, START } from './fixture.ts';

const customer: MailContext = {
  audience: 'customer',
  rep: { name: 'Grace Hopper', phone: '+4930123456' },
  manageUrl: 'https://mail.example.com/a/token',
  icsUrl: 'https://mail.example.com/a/token/invite.ics',
};
const moved = toldOf(booked({ start: '2027-03-02T09:00' }));

describe('What a mail about an appointment says', () => {
  test('is the appointment in its reader’s words, with a way to change it and to keep it', () => {
    expect(confirmationData(details(), customer)).toMatchObject({
      title: 'Demo for 40 seats',
      start: '2027-03-03T10:00:00.000Z',
      endsAt: '2027-03-03T10:45:00.000Z',
      timezone: 'Europe/Berlin',
      kind: 'video',
      audience: 'customer',
      joinUrl: 'https://meet.example/1',
      agenda: 'Plans\nPrices',
      rep: { name: 'Grace Hopper' },
      manageUrl: 'https://mail.example.com/a/token',
      calendarLinks: { ics: 'https://mail.example.com/a/token/invite.ics' },
    });
  });

  test('of a move is the time before, and why', () => {
    expect(rescheduledData(details({ reason: 'Ill' }), moved, customer)).toMatchObject({
      isMoved: true,
      reason: 'Ill',
      before: {
        start: '2027-03-02T08:00:00.000Z',
        endsAt: '2027-03-02T08:45:00.000Z',
        timezone: 'Europe/Berlin',
      },
    });
    expect(rescheduledData(details(), undefined, customer)).toMatchObject({ isMoved: false });
    expect(rescheduledData(details(), undefined, customer)).not.toHaveProperty('before');
  });

  test('of a cancellation is what else would do', () => {
    const alternatives = [{ startAt: START + 86_400_000, url: 'https://mail.example.com/a/other' }];
    const data = cancelledData(
      details({ bookingUrl: 'https://book.example/grace' }),
      { alternatives },
      customer,
    );
    expect(data).toMatchObject({
      bookingUrl: 'https://book.example/grace',
      alternatives: [{ start: '2027-03-04T10:00:00.000Z', url: 'https://mail.example.com/a/other' }],
    });
  });

  test('is who the customer is for the rep alone', () => {
    const who = {
      name: 'Ada Lovelace',
      email: 'ada@example.com',
      phone: '+44 20 7946',
      company: 'Analytical',
    };
    const rep = confirmationData(details({ customer: who }), {
      ...customer,
      audience: 'rep',
      manageUrl: undefined,
    });
    expect(rep.customer).toEqual(who);
    for (const audience of ['customer', 'attendee'] as const) {
      const data = JSON.stringify(confirmationData(details({ customer: who }), { ...customer, audience }));
      expect(data).not.toMatch(/ada@example\.com|7946|Analytical/);
    }
  });

  test('makes no link of what somebody typed', () => {
    const typed = 'Pay at evil.example/now or mail me@evil.example';
    const data = confirmationData(details({ title: typed, agenda: typed, location: typed }), customer);
    for (const text of [data.title, data.agenda, data.location]) {
      expect(text).not.toMatch(/evil\.example|me@evil/);
      expect(text?.replaceAll('\u200b', '')).toBe(typed);
    }
  });
});

const words = fc.constantFrom(...Object.values(hostile), 'plain', '', ' ', '\r\n\0', '🎉'.repeat(80));
const short = (most: number) => words.map((text) => text.slice(0, most).toWellFormed());

test('Whatever an appointment says, its mails take it, and no client cuts them off', () => {
  const payloads = fc.record({
    title: short(200).map((text) => (isBlank(text) ? 'x' : text)),
    kind: fc.constantFrom('video', 'phone', 'on_site'),
    dialIn: short(500),
    location: short(500),
    agenda: fc
      .array(short(400), { maxLength: 12 })
      .map((lines) => lines.join('\n').slice(0, 5000).toWellFormed()),
    preparation: short(5000),
    materials: fc.array(
      fc.record({
        title: short(200).map((text) => (isBlank(text) ? 'x' : text)),
        url: fc.constant('https://example.com/a?b=c'),
      }),
      { maxLength: 20 },
    ),
    customer: fc.record({ name: short(200), phone: short(50), company: short(200) }),
    reason: short(500),
    timezone: fc.constantFrom('Europe/Berlin', 'Asia/Kathmandu', 'America/New_York'),
  });
  const audiences = fc.constantFrom('customer' as const, 'attendee' as const, 'rep' as const);
  fc.assert(
    fc.property(payloads, audiences, fc.constantFrom('en', 'de'), (payload, audience, locale) => {
      const one = details(payload);
      const context = { ...customer, audience };
      const mails = {
        appointment_confirmation: confirmationData(one, context),
        appointment_rescheduled: rescheduledData(one, moved, context),
        appointment_cancelled: cancelledData(
          one,
          { alternatives: [{ startAt: START, url: 'https://example.com/a' }] },
          context,
        ),
        appointment_reminder: reminderData(one, true, context),
      };
      for (const [name, data] of Object.entries(mails)) {
        const version = builtInVersion(name);
        expect(checkData(version, data)).toEqual([]);
        const rendered = renderTemplate(compileVersion(version), data, { ...aContext(), locale });
        expect(rendered.subject).not.toBe('');
        expect(mailBytes(rendered.html)).toBeLessThan(100_000);
      }
    }),
    { numRuns: 60 },
  );
});

describe('Links for web calendars', () => {
  const entry = {
    title: 'Demo & "questions" – Grüße',
    startAt: Date.parse('2027-03-28T07:30:00Z'),
    durationMinutes: 45,
    details: 'https://meet.example/1?a=b&c=d',
    location: 'Main Street 1, Berlin',
  };
  const parametersOf = (url: string) => Object.fromEntries(new URL(url).searchParams);

  test('say the same moment to each of them, in UTC', () => {
    const links = calendarLinks(entry);
    expect(parametersOf(links.google)).toEqual({
      action: 'TEMPLATE',
      text: entry.title,
      dates: '20270328T073000Z/20270328T081500Z',
      details: entry.details,
      location: entry.location,
    });
    for (const [link, host] of [
      [links.outlook, 'outlook.live.com'],
      [links.office365, 'outlook.office.com'],
    ] as const) {
      expect(new URL(link).host).toBe(host);
      expect(parametersOf(link)).toEqual({
        path: '/calendar/action/compose',
        rru: 'addevent',
        startdt: '2027-03-28T07:30:00Z',
        enddt: '2027-03-28T08:15:00Z',
        subject: entry.title,
        body: entry.details,
        location: entry.location,
      });
    }
    expect(parametersOf(links.yahoo)).toEqual({
      v: '60',
      title: entry.title,
      st: '20270328T073000Z',
      et: '20270328T081500Z',
      desc: entry.details,
      in_loc: entry.location,
    });
  });

  test('cut no character of a long title', () => {
    const title = `${'x'.repeat(110)}${'👨‍👩‍👧‍👦'.repeat(4)}`;
    const { calendarLinks: links } = confirmationData(details({ title }), customer);
    expect(parametersOf(links?.google ?? '')['text']).toBe('x'.repeat(110));
  });

  test('leave out what is not there', () => {
    const links = calendarLinks({ ...entry, details: '', location: undefined });
    expect(Object.keys(parametersOf(links.google))).toEqual(['action', 'text', 'dates']);
  });

  test('name the place where people meet in each way', () => {
    const place = (different: Record<string, unknown>) =>
      parametersOf(confirmationData(details(different), customer).calendarLinks?.google ?? '')['location'];
    expect(place({ kind: 'video' })).toBe('https://meet.example/1');
    expect(place({ kind: 'phone', dialIn: '+49 30 1234\nPIN 1' })).toBe('+49 30 1234 PIN 1');
    expect(place({ kind: 'on_site', location: 'Main Street 1\nBerlin' })).toBe('Main Street 1 Berlin');
    expect(place({ kind: 'on_site', joinUrl: undefined })).toBeUndefined();
  });
});

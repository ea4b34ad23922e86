import { callAt } from './caller.ts';
import { makeExpect, mailsBy } from './expectations.ts';
import { check, eventually } from './faults.ts';
import type { Report } from './report.ts';
import type { Stage } from './stage.ts';

const SOON_MS = 30_000;
const MINUTE_MS = 60_000;
/** To the next minute and a little, and until the emulator looks at its schedules. */
const TIMER_MS = 2 * MINUTE_MS;
const CUSTOMER = 'rosalind@example.com';
const MISSED = 'missed@example.com';

const at = (minutes: number): string =>
  new Date(Math.ceil(Date.now() / MINUTE_MS) * MINUTE_MS + minutes * MINUTE_MS).toISOString();

const appointment = (email: string, minutesAhead: number) => ({
  sequence: 1,
  title: 'Demo for 40 seats',
  start: at(minutesAhead),
  timezone: 'Europe/Berlin',
  durationMinutes: 45,
  kind: 'video',
  joinUrl: 'https://meet.example.com/1',
  customer: { email, name: 'Rosalind' },
  attendees: [{ email: 'rita@example.com' }],
  repId: 'grace',
});

/** What a scheduling system and a customer ask of the deployed stage. */
export const appointmentSteps = async (stage: Stage, { step }: Report): Promise<void> => {
  const { api, office, ministack } = stage;
  const expect = makeExpect(stage);
  const mailsTo = (email: string, count: number) => mailsBy(stage, email, { count, within: SOON_MS });

  await step('an appointment by the bus, moved by the API', async () => {
    await stage.account.putOnBus(stage.named('bus'), 'appointment.booked', {
      id: 'appt-1',
      ...appointment(CUSTOMER, 26 * 60),
    });
    const [confirmed] = await mailsTo(CUSTOMER, 1);
    check(
      confirmed?.attachments.some(({ contentType }) => contentType.startsWith('text/calendar')) === true,
      'it has no invite',
    );
    // A confirmation that still waits would be called back by the change, and never be seen.
    await mailsTo('rita@example.com', 1);
    await expect(200, 'POST', '/v1/appointments/appt-1/reschedule', { start: at(30 * 60) });
    await mailsTo(CUSTOMER, 2);
    await mailsTo('rita@example.com', 2);
    const listed = await expect(200, 'GET', '/v1/appointments?repId=grace');
    const all = await expect(200, 'GET', '/v1/appointments');
    check(listed.includes('appt-1') && all.includes('appt-1'), 'a list lacks it');
    const invite = await expect(200, 'GET', '/v1/appointments/appt-1/invite.ics');
    check(invite.startsWith('BEGIN:VCALENDAR'), 'its invite is none');
    return 'customer and attendee were told twice, with an invite; both indexes list it';
  });

  await step('the customer’s page', async () => {
    const html = office.mailsTo(CUSTOMER).at(-1)?.html ?? '';
    const link = /href="(https:[^"]+\/a\/[\w.-]+)"/.exec(html)?.[1] ?? '';
    const page = await callAt(ministack.port, link);
    const asked = await callAt(ministack.port, link, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'action=cancel&reason=conflict&sequence=2',
    });
    check(page.status === 200 && asked.status === 200, `answered ${page.status}, ${asked.status}`);
    await mailsTo(CUSTOMER, 3);
    return 'opened by the mail’s own link; what was asked for there reached rep and customer';
  });

  await step('a reminder that falls due, and a missed appointment', async () => {
    // Its reminder is due in a moment, and left out, since the confirmation has just come.
    await expect(200, 'PUT', `/v1/preferences/${MISSED}`, { reminderOffsets: ['PT5M'] });
    await expect(200, 'PUT', '/v1/appointments/appt-2', appointment(MISSED, 5.1));
    await eventually(() => api.call('GET', '/v1/analytics/reminders'), {
      is: ({ text }) => text.includes('PT5M'),
      within: TIMER_MS,
      otherwise: ({ text }) => `no timer has looked at it: ${text.slice(0, 300)}`,
    });
    const looked = await expect(200, 'GET', '/v1/appointments/appt-2');
    check(looked.includes('"why":"just_told"'), 'the reminder is not left out');
    await expect(200, 'POST', '/v1/appointments/appt-2/reschedule', { start: at(-2) });
    await expect(200, 'POST', '/v1/appointments/appt-2/complete', { outcome: 'no_show' });
    await eventually(() => Promise.resolve(office.mailsTo(MISSED)), {
      is: (mails) => mails.some(({ subject }) => subject.startsWith('We missed you')),
      within: SOON_MS,
      otherwise: (mails) => `its last mail is ${mails.at(-1)?.subject ?? 'none'}`,
    });
    return 'a timer looked at it, and the customer got an offer for another time';
  });

  await step('erasing a customer', async () => {
    const exported = await expect(200, 'GET', `/v1/recipients/${CUSTOMER}/export`);
    check(exported.includes('Demo for 40 seats'), 'the export lacks the appointment');
    await expect(200, 'DELETE', `/v1/recipients/${CUSTOMER}`);
    const kept = await expect(200, 'GET', '/v1/appointments/appt-1');
    check(!kept.includes('Demo') && !kept.includes('rosalind'), 'something is left of who was erased');
    await expect(200, 'DELETE', '/v1/recipients/rita@example.com');
    const late = await expect(200, 'POST', '/v1/appointments/appt-1/cancel');
    check(late.includes('"applied":false'), 'an erased appointment was changed');
    await expect(200, 'POST', '/v1/appointments/appt-2/complete', { sequence: 3, outcome: 'no_show' });
    return 'nothing is left of them, also when the appointment is told of again';
  });
};

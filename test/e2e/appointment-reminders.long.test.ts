import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appointmentCalls, startWithRep } from '../appointments/calls.ts';
import type { TestCloud } from '../embedded-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startWithRep(
    'email: { templates: { appointment_reminders: { by_kind: { phone: [PT2H] }, rep_offsets: [PT30M] } } }',
  );
});
afterAll(() => cloud.stop());
const { book, verb, get, inMinutes, subjectsTo } = appointmentCalls(() => cloud);

const pause = (category: string) => cloud.call('POST', '/v1/pause', { category });
const resume = (category: string) => cloud.call('POST', '/v1/resume', { category });
const statesOf = async (id: string) =>
  (await get(id)).emails.map(({ template, audience, status, reason }) =>
    [template, audience, status, reason].filter((word) => word !== undefined).join(' '),
  );

describe('While mail is held back', () => {
  test('an appointment that is cancelled calls its confirmation back, and sends no cancellation', async () => {
    await pause('appointment');
    await book('held-1', { start: await inMinutes(26 * 60), customer: { email: 'held@rem.example' } });
    await verb('held-1', 'cancel');
    await resume('appointment');
    await cloud.advance('PT1H');
    expect(await statesOf('held-1')).toEqual([
      'appointment_confirmation customer skipped superseded',
      'appointment_confirmation rep skipped superseded',
    ]);
    expect(await subjectsTo('held@rem.example')).toEqual([]);
  });

  test('a reminder that waits tells what has changed meanwhile, and does not leave after a cancellation', async () => {
    const customer = { email: 'waits@rem.example' };
    await book('held-2', { start: await inMinutes(25 * 60), customer });
    await pause('reminder');
    await cloud.advance('PT62M');
    await verb('held-2', 'reschedule', { joinUrl: 'https://meet.example/elsewhere' });
    await resume('reminder');
    await cloud.advance('PT10M');
    expect((await cloud.newestMail(customer.email)).text).toContain('https://meet.example/elsewhere');
    expect((await statesOf('held-2')).filter((state) => state.startsWith('appointment_reminder'))).toEqual([
      'appointment_reminder customer skipped superseded',
      'appointment_reminder customer delivered',
    ]);
    await pause('reminder');
    await cloud.advance('PT23H');
    await verb('held-2', 'cancel');
    await resume('reminder');
    await cloud.advance('PT10M');
    expect((await statesOf('held-2')).slice(-3)).toEqual([
      'appointment_reminder customer skipped superseded',
      'appointment_cancelled customer delivered',
      'appointment_cancelled rep delivered',
    ]);
  });
});

describe('Reminders', () => {
  const offsetsOf = async (id: string) =>
    (await get(id)).reminders.map(({ audience, offset, state, why }) =>
      [audience, offset, state, why].filter((word) => word !== undefined).join(' '),
    );

  test('come as the kind of appointment has it, as its reader has chosen, and to the rep as app.yaml says', async () => {
    const start = await inMinutes(50 * 60);
    await cloud.call('PUT', '/v1/preferences/choice@rem.example', { reminderOffsets: ['P1D', 'PT3H'] });
    await book('offsets-1', {
      start,
      kind: 'phone',
      dialIn: '+49 30 1',
      customer: { email: 'kind@rem.example' },
      attendees: [{ email: 'choice@rem.example' }, { email: 'CHOICE@rem.example' }],
    });
    expect(await offsetsOf('offsets-1')).toEqual([
      'customer PT2H planned',
      'attendee P1D planned',
      'attendee PT3H planned',
      'rep PT30M planned',
    ]);
    await cloud.advance('PT50H');
    expect(await subjectsTo('kind@rem.example')).toHaveLength(2);
    expect(await subjectsTo('choice@rem.example')).toHaveLength(3);
    expect((await subjectsTo('grace@acme.example')).filter((one) => one.startsWith('Starts'))).toHaveLength(
      1,
    );
  });

  test('are left out when it is too late for them, or the time was just told', async () => {
    await book('late-1', { start: await inMinutes(70), customer: { email: 'late@rem.example' } });
    await cloud.advance('PT15M');
    expect((await offsetsOf('late-1')).slice(0, 2)).toEqual([
      'customer PT24H left_out too_late',
      'customer PT1H left_out just_told',
    ]);
    expect(await subjectsTo('late@rem.example')).toHaveLength(1);
  });

  test('are refused by who wants none, while changes still come', async () => {
    const email = 'none@rem.example';
    await cloud.call('PUT', `/v1/preferences/${email}`, { appointmentReminders: false });
    await book('none-1', { start: await inMinutes(3 * 60), customer: { email } });
    await cloud.advance('PT2H30M');
    expect(
      (await statesOf('none-1')).filter((state) => state.startsWith('appointment_reminder customer')),
    ).toEqual(['appointment_reminder customer skipped opted_out']);
  });

  test('are counted by offset and kind, with what became of their appointments', async () => {
    interface Report {
      items: {
        offset: string;
        kind: string;
        sent: number;
        leftOut: number;
        noShow: number;
        kept: number;
        opened: number;
      }[];
    }
    const before = (await cloud.call<Report>('GET', '/v1/analytics/reminders')).body.items;
    const kinds = { kind: 'on_site', location: 'Main Street 1' };
    const start = await inMinutes(26 * 60);
    await book('count-1', { ...kinds, start, customer: { email: 'open@rem.example' } });
    await book('count-2', { ...kinds, start, customer: { email: 'count@rem.example' } });
    await cloud.advance('PT27H');
    await verb('count-1', 'complete', { outcome: 'attended' });
    await verb('count-2', 'complete', { outcome: 'no_show' });
    await cloud.idle();
    const { items } = (await cloud.call<Report>('GET', '/v1/analytics/reminders')).body;
    expect(before.filter(({ kind }) => kind === 'on_site')).toEqual([]);
    expect(items.filter(({ kind, offset }) => kind === 'on_site' && offset !== 'PT30M')).toMatchObject(
      ['PT24H', 'PT1H'].map((offset) => ({
        offset,
        sent: 2,
        leftOut: 0,
        opened: 1,
        kept: 1,
        noShow: 1,
        pending: 0,
      })),
    );
    expect((await subjectsTo('count@rem.example')).at(-1)).toMatch(/^We missed you: Demo/);
  });
});

describe('An erasure', () => {
  test('takes an appointment from all that knows its customer, and goes on without one of those who come along', async () => {
    const customer = { email: 'erased@rem.example', name: 'Rosalind' };
    const attendees = [{ email: 'along@rem.example', name: 'Rita' }];
    await book('erase-1', { start: await inMinutes(80 * 60), customer, attendees });
    await cloud.idle();
    const exported = await cloud.call<{ appointments: { id: string }[] }>(
      'GET',
      `/v1/recipients/${customer.email}/export`,
    );
    expect(exported.body.appointments).toMatchObject([{ id: 'erase-1', customer }]);
    expect((await cloud.call('DELETE', '/v1/recipients/along@rem.example')).status).toBe(200);
    await verb('erase-1', 'reschedule', { start: await inMinutes(90 * 60) });
    await cloud.idle();
    expect(await subjectsTo('along@rem.example')).toHaveLength(1);
    expect(await subjectsTo(customer.email)).toHaveLength(2);
    expect((await cloud.call('DELETE', `/v1/recipients/${customer.email}`)).status).toBe(200);
    const left = JSON.stringify(await get('erase-1'));
    expect(left).not.toMatch(/Rosalind|Rita|Demo|erased@|along@/);
    expect((await verb('erase-1', 'cancel')).body.applied).toBe(false);
    await cloud.advance('P5D');
    expect(await subjectsTo(customer.email)).toHaveLength(2);
  });
});

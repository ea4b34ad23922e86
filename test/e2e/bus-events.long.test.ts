import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EventIn, EventOut } from '../../functions/bus/documented-event.ts';
import { collectSchemas } from '../../functions/openapi/schemas.ts';
import { allEvents } from '../../lib/all-events.ts';
import { appointmentCalls, startWithRep } from '../appointments/calls.ts';
import type { TestCloud } from '../embedded-cloud.ts';
import { aTold, leadCalls } from '../leads/calls.ts';
import { closed, documentSchema } from '../openapi/walk.ts';

const events = await allEvents();
const outs = events.filter((event): event is EventOut => event.direction === 'out');
const ins = events.filter((event): event is EventIn => event.direction === 'in');

const collected = collectSchemas(
  [],
  outs.map(({ detail }) => detail),
);
const components = documentSchema.shape.components.parse({ schemas: collected.components, examples: {} });
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);

/** What each type of event is described as, with no other field than those. */
const checks = new Map(
  outs.map(({ type, detail }) => [
    type as string,
    ajv.compile({ ...closed(collected.of(detail, 'answer'), { components }), components }),
  ]),
);

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startWithRep();
});
afterAll(() => cloud.stop());
const appointments = appointmentCalls(() => cloud);
const leads = leadCalls(() => cloud);

const pageLink = async (to: string, kind: 'a' | 'f'): Promise<string> => {
  const { html } = await cloud.newestMail(to);
  return new RegExp(`/${kind}/[\\w.-]+`).exec(html.replaceAll('&#x3D;', '='))?.[0] ?? '';
};
const press = (path: string, fields: Record<string, string>) =>
  cloud.call('POST', path, new URLSearchParams(fields).toString(), {
    'content-type': 'application/x-www-form-urlencoded',
  });
const tell = (detailType: string, detail: Readonly<Record<string, unknown>>) =>
  cloud.call('POST', '/_local/events', { detailType, source: 'elsewhere', detail });

/** Mails to recipients of every kind, one that is refused, one that is called back, and one that nobody may get. */
const sendMails = async (): Promise<void> => {
  await cloud.fault('400', { count: 1 });
  await cloud.send('failed@bus.example');
  await cloud.idle();
  const later = new Date((await appointments.now()) + 3_600_000).toISOString();
  const called = await cloud.send('later@bus.example', { sendAt: later });
  await cloud.call('POST', `/v1/emails/${called}/cancel`, {});
  for (const kind of ['open', 'click', 'bounce', 'complain', 'unsubscribe'])
    await cloud.send(`${kind}@bus.example`, {
      subject: 'News',
      html: '<p>Read <a href="https://example.com/prices">the prices</a>.</p>',
      category: 'digest',
      metadata: { order: 42, nested: { deep: [1, null] } },
      leadId: 'lead-7',
    });
  await cloud.advance('PT5M');
  await cloud.send('bounce@bus.example');
};

const meetCustomers = async (): Promise<void> => {
  const start = await appointments.inMinutes(26 * 60);
  const other = await appointments.inMinutes(72 * 60);
  const customer = (name: string) => ({ email: `${name}@bus.example`, name: 'Ada' });
  await appointments.book('a1', { start, customer: customer('leaver') });
  await appointments.book('a2', { start, customer: customer('mover'), alternatives: [{ start: other }] });
  await cloud.idle();
  const asked = { action: 'cancel', sequence: '1', reason: 'conflict', comment: 'I am on a train.' };
  await press(await pageLink('leaver@bus.example', 'a'), asked);
  await press(await pageLink('mover@bus.example', 'a'), {
    action: 'reschedule',
    sequence: '1',
    start: other,
  });
  const consent = { marketing: { basis: 'express', source: 'form', at: '2026-01-01T00:00:00Z' } };
  const soon = await appointments.inMinutes(10);
  await appointments.book('a3', { start: soon, customer: { ...customer('rater'), consent } });
  await cloud.advance('PT1H');
  await appointments.verb('a3', 'complete', { outcome: 'attended' });
  await cloud.advance('PT61M');
  await press(await pageLink('rater@bus.example', 'f'), { rating: '4', comment: 'Good' });
};

/** Numbers behave by their ends: one has opted out, one gets no answer. */
const escalateLead = async (): Promise<void> => {
  await leads.rep('bus', 'dee', { phone: '+49301230404' });
  await leads.rep('bus', 'max', { phone: '+49301230500' });
  await leads.rep('bus', 'grace', {
    phone: '+493012345601',
    deputyId: 'bus-dee',
    managerId: 'bus-max',
  });
  await leads.put('l1', aTold({ ownerRepId: 'bus-grace' }));
  await cloud.advance('PT1H');
  await leads.take('l1', { repId: 'bus-grace' });
};

const enrollSomebody = async (): Promise<void> => {
  const consent = { marketing: { basis: 'express', source: 'form', at: '2026-01-01T00:00:00Z' } };
  const { body } = await cloud.call<{ enrollment: { id: string } }>('POST', '/v1/sequences/not_now/enroll', {
    recipient: { email: 'nurtured@bus.example', consent },
    key: 'deal-1',
  });
  await cloud.call('DELETE', `/v1/enrollments/${body.enrollment.id}`);
};

/** Samples of what comes in, some of them with times that are ahead of whenever this runs. */
const tellSamples = async (): Promise<void> => {
  const start = await appointments.inMinutes(3 * 24 * 60);
  const soon = await appointments.inMinutes(5);
  for (const { type, example } of ins) {
    if (type === 'appointment.completed') {
      const booking = ins.find((event) => event.type === 'appointment.booked')?.example;
      await tell('appointment.booked', { ...booking, id: 'appt-43', start: soon });
      await cloud.advance('PT10M');
      await tell(type, { ...example, id: 'appt-43' });
    } else {
      await tell(type, 'start' in example ? { ...example, start } : example);
    }
    await cloud.idle();
  }
  await cloud.advance('PT20M');
};

describe('The bus', { timeout: 300_000 }, () => {
  test('refuses no sample of docs/events.md', async () => {
    await tellSamples();
    const refused = (await cloud.busEvents()).filter(({ detailType }) => detailType === 'system.alert');
    expect(refused).toEqual([]);
    const paths = ['/v1/conversations/conv-42', '/v1/appointments/appt-42', '/v1/leads/lead-7'];
    const found = await Promise.all(paths.map(async (path) => (await cloud.call('GET', path)).status));
    expect(found).toEqual([200, 200, 200]);
  });

  test('is told of everything that docs/events.md describes, and of each in the form that stands there', async () => {
    await sendMails();
    await meetCustomers();
    await escalateLead();
    await enrollSomebody();
    await tell('lead.qualified', { id: '' });
    await cloud.advance('PT5M');
    const told = await cloud.busEvents();
    const faults = told.flatMap(({ detailType, detail }) => {
      const check = checks.get(detailType);
      if (check === undefined) return [`${detailType} is described nowhere`];
      return check(detail) ? [] : [`${detailType} ${ajv.errorsText(check.errors)} ${JSON.stringify(detail)}`];
    });
    expect(faults).toEqual([]);
    const types = new Set(told.map(({ detailType }) => detailType));
    expect([...checks.keys()].filter((type) => !types.has(type))).toEqual([]);
  });

  test('would show a field that is described nowhere', async () => {
    const [told] = await cloud.busEvents();
    const check = checks.get(told?.detailType ?? '');
    expect(check?.(told?.detail)).toBe(true);
    expect(check?.({ ...told?.detail, invented: 1 })).toBe(false);
  });
});

import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../functions/platform/clock.ts';
import { aRep, NOW } from './fixture.ts';
import { grace, people, room, tell, wait, sentIn, taken } from './sales-room.ts';

describe('Alerts that are not urgent', () => {
  const warm = (i: number) => ({ score: 70 + (i % 9), contact: { email: `p${i}@example.com` } });
  const limited = people.map((one) =>
    one === grace ? aRep('grace', { ...grace, alerts: { mode: 'immediate', perHour: 5 } }) : one,
  );

  test('of sixty leads in ten minutes are five mails and one batch, each lead once, the most urgent first', async () => {
    const at = room({ reps: limited });
    for (let i = 0; i < 60; i += 1) {
      await tell(at, warm(i), `lead-${i}`);
      at.moveTo(at.now() + 10_000);
      await at.sweep();
    }
    await wait(at, 30);
    const alerts = at.mails().filter(({ request }) => request.template === 'lead_alert');
    const batches = at.mails().filter(({ request }) => request.template === 'lead_alert_batch');
    expect(alerts).toHaveLength(5);
    expect(batches).toHaveLength(1);
    const data = batches[0]?.request.data as { leads: { lead: { priority: number }; takeUrl: string }[] };
    expect(data.leads).toHaveLength(55);
    expect(new Set(data.leads.map(({ takeUrl }) => takeUrl)).size).toBe(55);
    const priorities = data.leads.map(({ lead }) => lead.priority);
    expect(priorities).toEqual(priorities.toSorted((a, b) => b - a));
  });

  test('are a hundred in a mail at the most, each in one', async () => {
    const reps = people.map((one) =>
      one === grace ? aRep('grace', { ...grace, alerts: { mode: 'batched', everyMinutes: 30 } }) : one,
    );
    const at = room({ reps });
    for (let i = 0; i < 130; i += 1) await tell(at, warm(i), `lead-${i}`);
    await wait(at, 40);
    const mails = at.mails().filter(({ request }) => request.template === 'lead_alert_batch');
    const leads = mails.map(({ request }) => request.data?.['leads'] as { takeUrl: string }[]);
    expect(leads.map(({ length }) => length)).toEqual([100, 30]);
    expect(new Set(leads.flat().map(({ takeUrl }) => takeUrl)).size).toBe(130);
  });

  test('leave a lead out of their batch that was taken meanwhile, and never hold a hot one', async () => {
    const reps = people.map((one) =>
      one === grace ? aRep('grace', { ...grace, alerts: { mode: 'batched', everyMinutes: 30 } }) : one,
    );
    const at = room({ reps });
    await tell(at, warm(1), 'lead-1');
    await tell(at, warm(2), 'lead-2');
    await tell(at, { score: 90 }, 'lead-3');
    await taken(at, grace);
    await wait(at, 40);
    const [batch] = at.mails().filter(({ request }) => request.template === 'lead_alert_batch');
    const data = batch?.request.data as { leads: unknown[] };
    expect(data.leads).toHaveLength(1);
    expect(sentIn(at).slice(0, 1)).toEqual([[0, 'hot_lead_alert', 'grace']]);
    expect(at.records.get('lead-2')?.response).toMatchObject({ state: 'open' });
  });

  test('are reminded of together where they would be within a quarter of an hour', async () => {
    const at = room();
    await tell(at, warm(1), 'lead-1');
    at.moveTo(at.now() + 5 * MINUTE);
    await tell(at, warm(2), 'lead-2');
    at.deliver();
    await wait(at, 5 * 60);
    const reminders = at.mails().filter(({ request }) => request.template === 'lead_escalation');
    expect(reminders).toHaveLength(1);
    expect(reminders[0]?.request.data?.['others']).toHaveLength(1);
    const steps = ['lead-1', 'lead-2'].map(
      (id) => (at.histories.get(id) ?? []).find(({ type }) => type === 'step')?.at,
    );
    expect(steps).toEqual([NOW + 4 * HOUR, NOW + 4 * HOUR + 5 * MINUTE]);
  });
});

describe('Reminders', () => {
  test('of many leads at one moment share a few mails, each lead once', async () => {
    const at = room({ sections: { leads: { per_hour: 1000 } } });
    for (let i = 0; i < 50; i += 1)
      await tell(at, { score: 75, contact: { email: `p${i}@example.com` } }, `lead-${i}`);
    at.deliver();
    await wait(at, 250);
    const reminders = at.mails().filter(({ request }) => request.template === 'lead_escalation');
    expect(reminders.length).toBeLessThanOrEqual(3);
    const named = reminders.flatMap(({ request }) => [
      request.leadId,
      ...(request.data as { others: { takeUrl: string }[] }).others.map(({ takeUrl }) => takeUrl),
    ]);
    expect(named).toHaveLength(50);
    expect(new Set(named).size).toBe(50);
  });

  test('of what is not urgent wait for the hours of who was asked', async () => {
    const hours = {
      workingHours: [
        { day: 'wed', from: '09:00', to: '12:00' },
        { day: 'thu', from: '09:00', to: '17:00' },
      ],
    };
    const at = room({ reps: people.map((one) => aRep(one.id, { ...one, ...hours })) });
    await tell(at, { score: 75 });
    at.deliver();
    await wait(at, 24 * 60);
    expect(sentIn(at)).toEqual([
      [0, 'lead_alert', 'grace'],
      [23 * 60, 'lead_escalation', 'grace'],
    ]);
  });
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, toIso } from '../../functions/platform/clock.ts';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';
import { chanceOf, Month, type MonthRep, slotsOf, type ToldActivity } from './digest-month.ts';

/** The clocks of New York change on the 14th, those of Berlin on the 28th. */
const START = Date.parse('2027-03-08T00:00:00Z');
const END = START + 22 * DAY;
const reps: MonthRep[] = [
  { id: 'grace', timezone: 'Europe/Berlin' },
  { id: 'dee', timezone: 'America/New_York' },
  { id: 'kim', timezone: 'Asia/Kathmandu' },
];
const chance = chanceOf(18);
const one = <T>(items: readonly T[]): T => items[chance(items.length)] as T;

let cloud: TestCloud;
const month = new Month();
beforeAll(async () => {
  cloud = await startTestCloud();
  await cloud.call('POST', '/_local/clock', { to: toIso(START) });
  for (const { id, timezone } of reps)
    await put(`/v1/reps/${id}`, {
      name: id,
      email: `${id}@sales.example`,
      timezone,
      // Alerts have tables of their own; here their ladders would only cost time.
      alerts: { mode: 'off' },
    });
});
afterAll(() => cloud.stop());

const ask = async (method: string, pathname: string, body: unknown): Promise<void> => {
  const answer = await cloud.call(method, pathname, body);
  if (answer.status >= 300) throw new Error(`${method} ${pathname}: ${JSON.stringify(answer.body)}`);
};
const put = (pathname: string, body: unknown): Promise<void> => ask('PUT', pathname, body);
const nowOf = async (): Promise<number> =>
  Date.parse((await cloud.call<{ now: string }>('GET', '/_local/health')).body.now);

/** An activity of the last days; some are about a deal, and some correct what was told before. */
const someActivity = (now: number): ToldActivity => {
  const known = [...month.activities.keys()];
  const type = one(['conversation', 'call', 'email', 'meeting', 'task', 'deal', 'deal']);
  const rep = one(reps).id;
  const isCorrection = known.length > 0 && chance(6) === 0;
  return {
    id: isCorrection ? one(known) : `a${month.activities.size}`,
    repId: rep,
    type,
    // Most are told at once, some days later.
    at: now - chance(chance(4) === 0 ? 9 * 24 * 60 : 300) * MINUTE,
    ...(type === 'deal' && {
      ...(chance(4) > 0 && { dealId: `deal-${rep}-${chance(6)}` }),
      ...(chance(5) > 0 && { stage: one(['new', 'proposal', 'negotiation', 'won', 'lost', 'odd']) }),
      ...(chance(2) > 0 && { value: { amount: 1 + chance(9000), currency: one(['EUR', 'USD']) } }),
    }),
  };
};

const tellActivities = async (now: number): Promise<void> => {
  const told = Array.from({ length: 1 + chance(6) }, () => someActivity(now));
  const sent = told.map(({ at, ...rest }) => ({ ...rest, at: toIso(at) }));
  const isOnce = new Set(told.map(({ id }) => id)).size === told.length;
  if (!isOnce) return;
  await ask('POST', '/v1/activities', { activities: sent });
  // Told twice, it is the same.
  if (chance(3) === 0) await ask('POST', '/v1/activities', { activities: sent.toReversed() });
  for (const activity of told) month.activities.set(activity.id, activity);
};

const tellLead = async (now: number): Promise<void> => {
  const isKnown = month.leads.size > 0 && chance(3) === 0;
  const id = isKnown ? one([...month.leads.keys()]) : `lead-${month.leads.size}`;
  const lead = month.leads.get(id);
  const [repId, score] = [one(reps).id, chance(101)];
  const version = (lead?.states.length ?? 0) + 1;
  await put(`/v1/leads/${id}`, { version, score, ownerRepId: repId, contact: { name: `Person ${id}` } });
  const states = [...(lead?.states ?? []), { at: now, score, repId }];
  month.leads.set(id, { repId, firstAt: lead?.firstAt ?? now, states, outcomes: lead?.outcomes ?? [] });
};

const tellOutcome = async (now: number): Promise<void> => {
  const open = [...month.leads].filter(([, { outcomes }]) => outcomes.at(-1)?.outcome !== 'won');
  if (open.length === 0) return;
  const [id, lead] = one(open);
  const repId = lead.states.at(-1)?.repId ?? '';
  const last = lead.outcomes.at(-1)?.outcome;
  const outcome = one(['contacted', 'meeting_booked', 'won'].filter((name) => name !== last));
  await ask('POST', `/v1/leads/${id}/outcome`, { outcome, repId });
  lead.outcomes.push({ at: now, repId, outcome });
};

const tellAppointment = async (now: number): Promise<void> => {
  const booked = [...month.appointments].filter(([, { start, cancelledAt }]) => start > now && !cancelledAt);
  if (booked.length > 0 && chance(4) === 0) {
    const [id, appointment] = one(booked);
    await ask('POST', `/v1/appointments/${id}/cancel`, {});
    appointment.cancelledAt = now;
    return;
  }
  const rep = one(reps);
  const id = `appt-${month.appointments.size}`;
  const start = Math.ceil(now / HOUR) * HOUR + (2 + chance(60)) * HOUR;
  await put(`/v1/appointments/${id}`, {
    sequence: 0,
    title: 'Demo',
    start: toIso(start),
    timezone: rep.timezone,
    durationMinutes: 30,
    kind: 'video',
    customer: { email: `${id}@customer.example` },
    repId: rep.id,
  });
  month.appointments.set(id, { repId: rep.id, start, bookedAt: now });
};

interface Shown {
  from: string;
  to: string;
  numbers: Record<string, unknown>;
  subject: string;
  text: string;
}
const previewAt = async (repId: string, slot: number): Promise<Shown> => {
  const answer = await cloud.call<Shown>('GET', `/v1/digests/${repId}/preview?at=${toIso(slot)}`);
  expect(answer.status).toBe(200);
  return answer.body;
};
const bodyOf = (text: string): string => text.split('\n--\n')[0]?.trim() ?? '';

const ALL_WEEKS = { timeout: 400_000 };
test(
  'Three weeks of three reps in three zones are told as an independent recount has it, day by day',
  ALL_WEEKS,
  async () => {
    const slots = reps
      .flatMap((rep) => slotsOf(rep, START, END).map((at) => ({ rep, at })))
      .sort((a, b) => a.at - b.at);
    const spans = new Map(reps.map(({ id }) => [id, new Map<number, number>()]));
    for (const { rep, at } of slots) {
      // What happens until then, well ahead of the slot.
      const until = at - 30 * MINUTE;
      if ((await nowOf()) < until) {
        const span = until - (await nowOf());
        await cloud.call('POST', '/_local/clock', { to: toIso(until - chance(Math.floor(span / 2))) });
        const now = await nowOf();
        await tellActivities(now);
        await tellLead(now);
        if (chance(2) === 0) await tellOutcome(now);
        if (chance(4) === 0) await tellAppointment(now);
      }
      if ((await nowOf()) < at + MINUTE)
        await cloud.call('POST', '/_local/clock', { to: toIso(at + MINUTE) });
      await cloud.idle();
      const shown = await previewAt(rep.id, at);
      expect(Date.parse(shown.to)).toBe(at);
      const from = Date.parse(shown.from);
      spans.get(rep.id)?.set(at, from);
      expect(shown.numbers, `${rep.id} at ${toIso(at)}`).toMatchObject(month.recount(rep, from, at));
      const mail = (await cloud.inbox(`${rep.id}@sales.example`))
        .filter(({ subject }) => subject === shown.subject)
        .at(-1);
      const { text } = await cloud.mail(mail?.id ?? '');
      expect(bodyOf(text), `${rep.id} at ${toIso(at)}`).toBe(bodyOf(shown.text));
    }
    // Spans lie side by side, and what came late, or was corrected, is right in each of them afterwards.
    for (const rep of reps) {
      const own = [...(spans.get(rep.id) ?? [])];
      for (const [i, [at, from]] of own.entries()) {
        if (i > 0) expect(from).toBe(own[i - 1]?.[0]);
        const { numbers } = await previewAt(rep.id, at);
        expect(numbers, `${rep.id} at ${toIso(at)}, afterwards`).toMatchObject(month.recount(rep, from, at));
      }
      const digests = await cloud.call<{ items: unknown[] }>(
        'GET',
        `/v1/emails?recipient=${rep.id}@sales.example&category=digest&limit=100`,
      );
      expect(digests.body.items).toHaveLength(own.length);
    }
  },
);

import { DAY, HOUR, MINUTE } from '../../functions/platform/clock.ts';
import { type CountedActivity, recountActivities } from '../digests/recount.ts';

/** What was told of reps in a month, as whoever told it knows it, and what digests should make of it. */

export interface ToldActivity extends CountedActivity {
  repId: string;
}
interface ToldLead {
  repId: string;
  firstAt: number;
  states: { at: number; score: number; repId: string }[];
  outcomes: { at: number; repId: string; outcome: string }[];
}
interface ToldAppointment {
  repId: string;
  start: number;
  bookedAt: number;
  cancelledAt?: number;
}
export interface MonthRep {
  id: string;
  timezone: string;
}

/** Numbers that look like chance, the same for a seed (mulberry32, public domain). */
export const chanceOf = (seed: number): ((below: number) => number) => {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
};

const clocks = new Map<string, Intl.DateTimeFormat>();
/** Date, weekday and time that the clocks of a zone show, as Intl has them. */
export const shownAt = (at: number, timeZone: string): { date: string; weekday: string; time: string } => {
  const known = clocks.get(timeZone);
  const format =
    known ??
    new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  clocks.set(timeZone, format);
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const { year, month, day, weekday = '', hour, minute } = parts;
  return { date: `${year}-${month}-${day}`, weekday, time: `${hour}:${minute}` };
};

/** All moments at which the clocks of a zone show eight on a working day. */
export const slotsOf = ({ timezone }: MonthRep, from: number, to: number): number[] => {
  const slots: number[] = [];
  for (let at = from; at < to; at += 15 * MINUTE) {
    const { weekday, time } = shownAt(at, timezone);
    if (time === '08:00' && !weekday.startsWith('S')) slots.push(at);
  }
  return slots;
};

const stages = ['new', 'qualified', 'proposal', 'negotiation', 'won', 'lost', 'odd'];

/** Keeps what was told, and recounts it. */
export class Month {
  readonly activities = new Map<string, ToldActivity>();
  readonly leads = new Map<string, ToldLead>();
  readonly appointments = new Map<string, ToldAppointment>();

  /** What the digest of a rep should count after one moment and until another. */
  recount(rep: MonthRep, from: number, to: number): Record<string, unknown> {
    const own = [...this.activities.values()].filter(({ repId }) => repId === rep.id);
    return {
      ...recountActivities(own, stages, { from, to }),
      ...this.leadNumbers(rep.id, from, to),
      appointments: this.appointmentNumbers(rep, to),
    };
  }

  private leadNumbers(repId: string, from: number, to: number): Record<string, unknown> {
    const ownAt = (until: number) =>
      [...this.leads.values()].flatMap((lead) => {
        const state = lead.states.filter(({ at }) => at <= until).at(-1);
        return state?.repId === repId ? [{ ...lead, score: state.score }] : [];
      });
    const own = ownAt(to);
    const since = (at: number) => own.filter(({ firstAt }) => firstAt > at);
    const fresh = since(from);
    const meanOf = (some: readonly { score: number }[]) =>
      some.length === 0
        ? undefined
        : Math.round((some.reduce((sum, { score }) => sum + score, 0) / some.length) * 10) / 10;
    const weeks = ownAt(from).filter(({ firstAt }) => firstAt > from - 28 * DAY && firstAt <= from);
    const recent = since(to - 28 * DAY);
    const converted = recent.filter(({ outcomes }) =>
      outcomes.some(({ at, outcome }) => at <= to && ['meeting_booked', 'won'].includes(outcome)),
    );
    const reported = [...this.leads.values()]
      .flatMap(({ outcomes }) => outcomes)
      .filter((one) => one.repId === repId && one.at > from && one.at <= to);
    const outcomes = Object.fromEntries(
      ['contacted', 'meeting_booked', 'won'].map((name) => [
        name,
        reported.filter(({ outcome }) => outcome === name).length,
      ]),
    );
    return {
      newLeads: {
        hot: fresh.filter(({ score }) => score >= 80).length,
        warm: fresh.filter(({ score }) => score >= 60 && score < 80).length,
        cold: fresh.filter(({ score }) => score < 60).length,
      },
      quality: {
        ...(fresh.length > 0 && { meanScore: meanOf(fresh) }),
        base: fresh.length,
        fourWeeks: { ...(weeks.length > 0 && { meanScore: meanOf(weeks) }), base: weeks.length },
      },
      conversion: { converted: converted.length, base: recent.length },
      outcomes,
    };
  }

  private appointmentNumbers({ id, timezone }: MonthRep, to: number): { today: number; tomorrow: number } {
    const booked = [...this.appointments.values()].filter(
      ({ repId, bookedAt, cancelledAt }) =>
        repId === id && bookedAt <= to && !(cancelledAt !== undefined && cancelledAt <= to),
    );
    const on = (date: string): number =>
      booked.filter(({ start }) => shownAt(start, timezone).date === date).length;
    const today = shownAt(to, timezone).date;
    // Hour by hour, whatever the clocks do.
    let next = to;
    while (shownAt(next, timezone).date === today) next += HOUR;
    return { today: on(today), tomorrow: on(shownAt(next, timezone).date) };
  }
}

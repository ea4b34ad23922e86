import { check, eventually } from './faults.ts';
import { reached } from './mail-steps.ts';
import type { Report } from './report.ts';
import type { Stage } from './stage.ts';

const LATER = { email: 'later@example.com' };
const AHEAD_MS = 60_000;
const HOUR_MS = 3_600_000;
/** The emulator looks at its schedules every ten seconds; the sweeper would send no sooner than half a minute late. */
const MOST_LATE_MS = 25_000;

export interface Planned {
  id: string;
  dueAt: number;
}

/** Timers but those of digests, which stay as long as there are reps, and of alerts, which may go on. */
const timersOf = async ({ account, named }: Stage) =>
  (await account.timers(named('timers'))).filter(({ name }) => !/^(digests|alerts)-/.test(name));

const inIso = (ms: number): string => new Date(Date.now() + ms).toISOString();

/** Plans a mail a minute ahead, and moves and cancels another one. */
export const planSteps = async (stage: Stage, { step }: Report): Promise<Planned> => {
  const { api } = stage;
  const mail = { subject: 'Later', text: 'Hello', category: 'appointment' };
  const planned = { id: '', dueAt: 0 };

  await step('a mail for later', async () => {
    const sendAt = inIso(AHEAD_MS);
    const { id, status } = await api.send({ to: LATER, ...mail, sendAt });
    const timers = await timersOf(stage);
    check(status === 'scheduled', `it is ${status}`);
    check(timers.length === 1, `there are ${timers.length} timers`);
    planned.id = id;
    planned.dueAt = Date.parse(sendAt);
    return `scheduled; Scheduler has ${timers[0]?.at ?? ''} in the stage's group`;
  });

  await step('moving and cancelling', async () => {
    const { id } = await api.send({ to: { email: 'never@example.com' }, ...mail, sendAt: inIso(HOUR_MS) });
    const before = await timersOf(stage);
    const moved = await api.call('POST', `/v1/emails/${id}/reschedule`, { sendAt: inIso(2 * HOUR_MS) });
    const after = await timersOf(stage);
    const cancelled = await api.call('POST', `/v1/emails/${id}/cancel`);
    const left = await timersOf(stage);
    check(
      moved.status === 200 && cancelled.status === 200,
      `answered ${moved.status} and ${cancelled.status}`,
    );
    check(before.length === 2 && after.length === 2, `${before.length}, then ${after.length} timers`);
    check(JSON.stringify(before) !== JSON.stringify(after), 'the timer was not moved');
    check(left.length === 1, `${left.length} timers are left`);
    return 'the timer moved by an hour, then was gone';
  });
  return planned;
};

/** Waits for the planned mail. */
export const firedStep = async (stage: Stage, { step }: Report, planned: Planned): Promise<void> => {
  await step('its time comes', async () => {
    const left = planned.dueAt - Date.now();
    const message = await reached(stage, planned.id, 'delivered', Math.max(0, left) + MOST_LATE_MS);
    const lateMs = Date.parse(message.sentAt ?? '') - planned.dueAt;
    check(lateMs >= 0 && lateMs <= MOST_LATE_MS, `it was sent ${lateMs} ms after its time`);
    check(stage.office.mailsTo(LATER.email).length === 1, 'Mailgun does not have it once');
    await eventually(() => timersOf(stage), {
      is: (timers) => timers.length === 0,
      within: MOST_LATE_MS,
      otherwise: (timers) => `timers are left: ${timers.map(({ name, at }) => `${name} ${at}`).join(', ')}`,
    });
    return `sent by its timer ${(lateMs / 1000).toFixed(1)} s after its time, and delivered; the timer is gone`;
  });
};

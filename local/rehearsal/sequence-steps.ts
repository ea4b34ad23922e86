import { mailsBy } from './expectations.ts';
import { check, eventually } from './faults.ts';
import type { Report } from './report.ts';
import type { Stage } from './stage.ts';

const SOON_MS = 30_000;
/** A minute's wait, the emulator's look at its schedules, and the sweeper, should both have come too early. */
const STEP_MS = 5 * 60_000;
const READER = 'lise@example.com';

const consent = () => ({
  marketing: { basis: 'express', source: 'chat', at: new Date(Date.now() - 60_000).toISOString() },
});

/** What is sent over time, and ends by what the bus tells. */
export const sequenceSteps = async (stage: Stage, { step }: Report): Promise<void> => {
  const { api } = stage;
  const enrollments = async (): Promise<string> =>
    (await api.call('GET', `/v1/enrollments?recipient=${READER}`)).text;
  const until = (is: (text: string) => boolean, within: number, what: string) =>
    eventually(enrollments, { is, within, otherwise: (text) => `${what}: ${text.slice(0, 400)}` });

  await step('a sequence by the bus, and its mails', async () => {
    await stage.account.putOnBus(stage.named('bus'), 'lead.updated', {
      id: 'lead-1',
      // Nobody is to be alerted: a ladder of its own would outlast the rehearsal.
      score: 10,
      contact: { email: READER, name: 'Lise', consent: consent() },
    });
    await mailsBy(stage, READER, { count: 2, within: STEP_MS });
    return 'a lead enrolled somebody, and a timer brought the second step';
  });

  await step('its end by a booking', async () => {
    const booking = {
      sequence: 1,
      title: 'Demo',
      start: new Date(Date.now() + 86_400_000).toISOString(),
      timezone: 'UTC',
      durationMinutes: 30,
      kind: 'phone',
      customer: { email: READER },
      repId: 'grace',
    };
    check((await api.call('PUT', '/v1/appointments/appt-3', booking)).status === 200, 'it is not booked');
    await until((text) => text.includes('"how":"goal"'), SOON_MS, 'it goes on');
    const sequence = await api.call('GET', '/v1/sequences/rehearsed');
    check(sequence.text.includes('"goal":1'), `its statistics: ${sequence.text.slice(0, 300)}`);
    return 'our own event of the appointment ended it, and it is counted';
  });

  await step('enrolling and stopping by the API', async () => {
    const body = { recipient: { email: 'otto@example.com', consent: consent() } };
    const enrolled = await api.call('POST', '/v1/sequences/rehearsed/enroll', body);
    const id = /"id":"(enr_[^"]+)"/.exec(enrolled.text)?.[1] ?? '';
    check(enrolled.text.includes('"enrolled":true'), `answered ${enrolled.text.slice(0, 300)}`);
    const stopped = await api.call('DELETE', `/v1/enrollments/${id}`);
    check(stopped.text.includes('"how":"stopped"'), `answered ${stopped.text.slice(0, 300)}`);
    const ended = await api.call('GET', '/v1/enrollments?status=ended&sequence=rehearsed');
    const all = await api.call('GET', '/v1/enrollments');
    check(ended.text.includes(id) && all.text.includes(id), 'a list lacks it');
    const erased = await api.call('DELETE', `/v1/recipients/${READER}`);
    check(erased.status === 200, `erasing answered ${erased.status}: ${erased.text.slice(0, 300)}`);
    check((await enrollments()).includes('"items":[]'), 'something is left of who was erased');
    return 'both indexes list it, and an erasure ends all';
  });
};

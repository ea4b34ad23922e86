import { toIso } from '../../functions/platform/clock.ts';
import { NO_DIGEST } from '../cloud-client.ts';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';
import { aPayload } from './fixture.ts';

export interface AppointmentAnswer {
  id: string;
  sequence: number;
  status: string;
  applied?: boolean;
  start: string;
  startLocal: string;
  endsAt: string;
  calendar: { uid: string; sequence: number; method: string };
  warnings: { pointer: string; code: string }[];
  reminders: { audience: string; to: string; offset: string; dueAt: string; state: string; why?: string }[];
  emails: {
    id: string;
    template: string;
    audience: string;
    to: string | null;
    status: string;
    reason?: string;
  }[];
  errors?: { pointer: string; code: string }[];
  request?: { kind: string };
  feedback?: { rating: number; comment?: string; revision: number };
}

/** A cloud that knows the rep of all appointments here. */
export const startWithRep = async (appYaml?: string): Promise<TestCloud> => {
  const cloud = await startTestCloud(appYaml === undefined ? {} : { appYaml });
  await cloud.call('PUT', '/v1/reps/grace', {
    name: 'Grace Hopper',
    email: 'grace@acme.example',
    timezone: 'Europe/Berlin',
    digest: NO_DIGEST,
  });
  return cloud;
};

/** What a scheduling system does with appointments, on the cloud that runs by then. */
export const appointmentCalls = (cloud: () => TestCloud) => {
  const now = async (): Promise<number> =>
    Date.parse((await cloud().call<{ now: string }>('GET', '/_local/health')).body.now);
  return {
    now,
    /** A whole number of minutes from now, as UTC. */
    inMinutes: async (minutes: number): Promise<string> =>
      toIso(Math.ceil((await now()) / 60_000) * 60_000 + minutes * 60_000),
    book: (id: string, different: Record<string, unknown>) =>
      cloud().call<AppointmentAnswer>('PUT', `/v1/appointments/${id}`, {
        ...aPayload({ sequence: 1 }),
        ...different,
      }),
    verb: (id: string, verb: 'reschedule' | 'cancel' | 'complete', body: Record<string, unknown> = {}) =>
      cloud().call<AppointmentAnswer>('POST', `/v1/appointments/${id}/${verb}`, body),
    get: async (id: string) => (await cloud().call<AppointmentAnswer>('GET', `/v1/appointments/${id}`)).body,
    tell: (what: string, detail: Record<string, unknown>) =>
      cloud().call('POST', '/_local/events', { detailType: `appointment.${what}`, detail }),
    subjectsTo: async (to: string) => (await cloud().inbox(to)).map(({ subject }) => subject),
  };
};

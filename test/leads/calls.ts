import { MINUTE } from '../../functions/platform/clock.ts';
import { NO_DIGEST } from '../cloud-client.ts';
import type { TestCloud } from '../embedded-cloud.ts';

/** What is told of a lead without the scope `read` left out. */
export interface LeadAnswer {
  id: string;
  version?: number;
  score: number;
  band: string;
  priority: number;
  contact: { email?: string; name?: string };
  hotRules: { name: string }[];
  priorityParts: { text: string; points: number }[];
  response: {
    state: string;
    askedRepId?: string;
    nextStepAt?: string;
    exhausted: boolean;
    takenBy?: { repId: string; name: string; how: string };
    responseSeconds?: number;
    withinTarget?: boolean;
    followUpBy?: string;
    followUp?: string;
  };
  outcome?: { outcome: string; reason?: string; repId: string };
  unknownOwner?: string;
  history: { at: string; type: string; step?: number; repId?: string; channel?: string }[];
  emails: { template: string; to: string; status: string; reason?: string }[];
  takenBy?: { repId: string; name: string };
  code?: string;
  errors?: { pointer: string; code: string }[];
}

interface MailAbout {
  template: string;
  to: { email: string };
  status: string;
  reason?: string;
  createdAt: string;
}

/** The address of somebody of a sales team. */
export const addressOf = (team: string, name: string): string => `${name}@${team}.example`;

/** A lead of 92, as whoever scores visitors tells it. */
export const aTold = (different: Record<string, unknown> = {}): Record<string, unknown> => ({
  contact: {
    email: 'ada@customer.example',
    name: 'Ada Lovelace',
    company: 'Analytical Ltd',
    phone: '+44 20 7946 0000',
  },
  score: 92,
  reasons: [{ text: 'wants it today', points: 30 }],
  ...different,
});

/** What a business does with its leads, on the cloud that runs by then. */
export const leadCalls = (cloud: () => TestCloud) => {
  const now = async (): Promise<number> =>
    Date.parse((await cloud().call<{ now: string }>('GET', '/_local/health')).body.now);
  const must = async (method: string, path: string, body: unknown): Promise<void> => {
    const { status, body: answer } = await cloud().call(method, path, body);
    if (status !== 200) throw new Error(`${path}: ${JSON.stringify(answer)}`);
  };
  const rep = (team: string, name: string, different: Record<string, unknown> = {}): Promise<void> =>
    must('PUT', `/v1/reps/${team}-${name}`, {
      name: `${name} of ${team}`,
      email: addressOf(team, name),
      timezone: 'UTC',
      digest: NO_DIGEST,
      ...different,
    });
  const about = async (id: string): Promise<MailAbout[]> =>
    (await cloud().call<{ items: MailAbout[] }>('GET', `/v1/emails?leadId=${id}&limit=100`)).body.items;
  return {
    now,
    rep,
    /** Grace, her deputy Dee, her manager Max, and Oli, who is on call; `phone` is where their numbers begin. */
    salesTeam: async (team: string, phone: string, graces: Record<string, unknown> = {}): Promise<void> => {
      await rep(team, 'dee', { phone: `${phone}02` });
      await rep(team, 'max', { phone: `${phone}03` });
      await rep(team, 'oli', { phone: `${phone}04` });
      await must('PUT', `/v1/teams/${team}`, {
        name: team,
        email: addressOf(team, 'team'),
        onCall: [`${team}-oli`],
      });
      const hers = { deputyId: `${team}-dee`, managerId: `${team}-max`, teamId: team };
      await rep(team, 'grace', { phone: `${phone}01`, ...hers, ...graces });
    },
    put: (id: string, lead: Record<string, unknown>) =>
      cloud().call<LeadAnswer>('PUT', `/v1/leads/${id}`, lead),
    take: (id: string, body: Record<string, unknown>) =>
      cloud().call<LeadAnswer>('POST', `/v1/leads/${id}/acknowledge`, body),
    conclude: (id: string, body: Record<string, unknown>) =>
      cloud().call<LeadAnswer>('POST', `/v1/leads/${id}/outcome`, body),
    get: async (id: string) => (await cloud().call<LeadAnswer>('GET', `/v1/leads/${id}`)).body,
    tell: (what: string, detail: Record<string, unknown>, id?: string) =>
      cloud().call('POST', '/_local/events', { detailType: `lead.${what}`, detail, ...(id && { id }) }),
    /** Mails about a lead in their order: minutes since, template, and to whom; `more` is why one did not leave. */
    mailsAbout: async (id: string, since: number): Promise<(string | number)[][]> =>
      (await about(id))
        .toSorted((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt))
        .map(({ template, to, reason, createdAt }) => [
          Math.floor((Date.parse(createdAt) - since) / MINUTE),
          template,
          to.email.split('@')[0] ?? '',
          ...(reason === undefined ? [] : [reason]),
        ]),
    textsTo: async (phone: string) =>
      (
        await cloud().call<{ items: { to: string; body: string; at: string; segments: number }[] }>(
          'GET',
          `/_local/sms?to=${encodeURIComponent(phone)}`,
        )
      ).body.items,
    /** Where the last mail to somebody leads them to take a lead. */
    linkTo: async (to: string): Promise<string> => {
      const { html } = await cloud().newestMail(to);
      const [, path = ''] = /href="https?:\/\/[^/"]+(\/l\/[\w-]+)"/.exec(html) ?? [];
      return path;
    },
  };
};

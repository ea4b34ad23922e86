import { callAt } from './caller.ts';
import { makeExpect, mailsBy } from './expectations.ts';
import { check, eventually } from './faults.ts';
import type { Report } from './report.ts';
import type { Stage } from './stage.ts';

const SOON_MS = 30_000;
/** A minute's wait, the emulator's look at its schedules, and the sweeper, should both have come too early. */
const STEP_MS = 5 * 60_000;
const REP = 'hedy@team.example.com';
const MANAGER = 'emmy@team.example.com';
const VISITOR = 'wanda@example.com';

const aRep = (email: string, more: Record<string, unknown> = {}) => ({
  name: email.split('@')[0],
  email,
  timezone: 'Europe/Berlin',
  // Its hour may come at any moment, and mails are counted here.
  digest: { enabled: false, hour: 8, quietDay: 'short' },
  ...more,
});
const aLead = (email: string, score: number) => ({
  contact: { email, name: 'Wanda', company: 'Analytical Ltd', phone: '+44 20 7946 0000' },
  score,
  reasons: [{ text: 'wants 40 seats', points: 30 }],
  ownerRepId: 'hedy',
});

/**
 * Who is asked to act on a lead, who is told when nobody answers, and how somebody takes it. The emulator has no text
 * messages, so the stage has nothing to send them from: they are tried on the embedded cloud.
 */
export const leadSteps = async (stage: Stage, { step }: Report): Promise<void> => {
  const { office, ministack } = stage;
  const expect = makeExpect(stage);
  const mailsTo = (email: string, count: number, within: number) =>
    mailsBy(stage, email, { count, within, isEnough: true });

  await step('a lead by the bus, and its ladder', async () => {
    await expect(200, 'PUT', '/v1/reps/emmy', aRep(MANAGER));
    await expect(200, 'PUT', '/v1/reps/hedy', aRep(REP, { managerId: 'emmy' }));
    await stage.account.putOnBus(stage.named('bus'), 'lead.qualified', {
      id: 'lead-7',
      ...aLead(VISITOR, 92),
    });
    const [alert] = await mailsTo(REP, 1, SOON_MS);
    check(
      alert?.subject.startsWith('92 · Wanda, Analytical Ltd') === true,
      `it says ${alert?.subject ?? ''}`,
    );
    await mailsTo(MANAGER, 1, STEP_MS);
    return 'an event alerted its owner, and a timer told the manager when nobody answered';
  });

  await step('its link, and taking it by the API', async () => {
    const html = office.mailsTo(REP)[0]?.html ?? '';
    const link = /href="(https:[^"]+\/l\/[\w-]+)"/.exec(html)?.[1] ?? '';
    const page = await callAt(ministack.port, link);
    check(page.status === 200 && page.text.includes('Wanda'), `its page answered ${page.status}`);
    await expect(200, 'POST', '/v1/leads/lead-7/acknowledge', { repId: 'emmy' });
    await mailsTo(REP, 2, SOON_MS);
    const late = await callAt(ministack.port, link, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'action=take',
    });
    check(late.status === 409 && late.text.includes('emmy'), `taking it twice answered ${late.status}`);
    const lists = await Promise.all(
      ['state=taken', 'ownerRepId=hedy'].map((query) => expect(200, 'GET', `/v1/leads?${query}`)),
    );
    check(
      lists.every((text) => text.includes('"lead-7"')),
      'a list lacks it',
    );
    const figures = await expect(200, 'GET', '/v1/analytics/leads');
    check(figures.includes('"answered":1'), `the figures are ${figures.slice(0, 300)}`);
    return 'who was told hears who has it, the page of who comes late says so, both indexes list it, and it is counted';
  });

  await step('what reps did about it', async () => {
    const call = (id: string) => ({
      id,
      repId: 'hedy',
      type: 'call',
      at: '2026-03-04T08:00:00Z',
      leadId: 'lead-7',
      title: 'Wanda asked for a quote',
    });
    await expect(200, 'POST', '/v1/activities', { activities: [call('call-1')] });
    await expect(200, 'POST', '/v1/activities', {
      activities: [{ ...call('call-1'), type: 'deal', stage: 'proposal' }],
    });
    await stage.account.putOnBus(stage.named('bus'), 'activity.recorded', call('call-2'));
    await eventually(() => stage.api.call('GET', `/v1/recipients/${VISITOR}/export`), {
      is: ({ text }) => text.includes('"proposal"') && text.includes('"call-2"'),
      within: SOON_MS,
      otherwise: ({ status, text }) => `the export answered ${status}: ${text.slice(0, 300)}`,
    });
    return 'told over the API, corrected, told by the bus, and exported with the person of the lead';
  });

  await step('alerts that leave together, and an erasure', async () => {
    const alerts = { mode: 'batched', everyMinutes: 1 };
    await expect(200, 'PUT', '/v1/reps/hedy', aRep(REP, { managerId: 'emmy', alerts }));
    await expect(200, 'PUT', '/v1/leads/lead-8', aLead('walter@example.com', 72));
    await expect(200, 'PUT', '/v1/leads/lead-9', aLead('wilma@example.com', 74));
    const before = office.mailsTo(REP).length;
    const mails = await mailsTo(REP, before + 1, STEP_MS);
    const batch = new Set(mails.at(-1)?.html.match(/\/l\/[\w-]+/g));
    check(batch.size === 2, `it leads to ${batch.size} leads, not 2`);
    // Of what is over no timer is left.
    for (const id of ['lead-8', 'lead-9'])
      await expect(200, 'POST', `/v1/leads/${id}/outcome`, { outcome: 'won', repId: 'hedy' });
    await expect(200, 'DELETE', `/v1/recipients/${VISITOR}`);
    const left = await expect(200, 'GET', '/v1/leads/lead-7');
    const known = await expect(200, 'POST', '/v1/activities', {
      activities: [{ id: 'call-2', repId: 'hedy', type: 'call', at: '2026-03-04T08:00:00Z' }],
    });
    check(known.includes('"replaced":1'), `what was done about the lead is still known as ${known}`);
    check(!left.includes('Wanda') && !left.includes(VISITOR), 'something is left of who was erased');
    return 'a timer sent one mail with both; what is left of a lead that was erased tells of nobody';
  });
};

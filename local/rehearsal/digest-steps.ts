import { makeExpect, mailsBy } from './expectations.ts';
import { check, eventually } from './faults.ts';
import type { Report } from './report.ts';
import type { Stage } from './stage.ts';

const SOON_MS = 30_000;
/** The sweeper comes each minute, and looks at what has waited for two. */
const PLANNED_MS = 5 * 60_000;
const REP = 'lise@team.example.com';
const CUSTOMER = 'otto@example.com';

/** What a rep is told of their day. The hour at which it leaves by itself may be far off: that it is planned is seen. */
export const digestSteps = async (stage: Stage, { step }: Report): Promise<void> => {
  const expect = makeExpect(stage);

  await step('a digest, and its plan', async () => {
    const rep = { name: 'Lise', email: REP, timezone: 'Europe/Berlin', teamId: 'physics' };
    await expect(200, 'PUT', '/v1/teams/physics', { name: 'Physics', managerId: 'lise' });
    await expect(200, 'PUT', '/v1/reps/lise', rep);
    const at = new Date(Date.now() - 60_000).toISOString();
    const call = { id: 'lise-call', repId: 'lise', type: 'call', at };
    await expect(200, 'POST', '/v1/activities', { activities: [call] });
    await expect(200, 'PUT', '/v1/leads/lead-lise', {
      contact: { email: CUSTOMER, name: 'Otto' },
      score: 20,
      ownerRepId: 'lise',
    });
    const shown = await expect(200, 'GET', '/v1/digests/lise/preview');
    check(shown.includes('"calls":1') && shown.includes('"cold":1'), `it shows ${shown.slice(0, 300)}`);
    const team = await expect(200, 'GET', '/v1/digests/lise/preview?kind=team');
    check(team.includes('"team":{"conversations":0,"calls":1'), `the team’s shows ${team.slice(0, 300)}`);
    await expect(200, 'POST', '/v1/digests/lise/send');
    const [mail] = await mailsBy(stage, REP, { count: 1, within: SOON_MS, isEnough: true });
    check(mail !== undefined && mail.html !== '', 'no digest arrived');
    await expect(200, 'DELETE', `/v1/recipients/${CUSTOMER}`);
    await eventually(() => stage.account.timers(stage.named('timers')), {
      is: (timers) => timers.some(({ name }) => name.startsWith('digests-')),
      within: PLANNED_MS,
      otherwise: (timers) => `no timer plans a digest: ${timers.map(({ name }) => name).join(', ')}`,
    });
    return 'shown for a rep and a team, sent at once, its hour planned by the sweeper, and who stood in it erased';
  });
};

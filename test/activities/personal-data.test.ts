import { describe, expect, test } from 'vitest';
import { activitiesOfPerson } from '../../functions/activities/personal-data.ts';
import { recordActivities } from '../../functions/activities/record.ts';
import { MINUTE } from '../../functions/platform/clock.ts';
import { activityRoom, anActivity, NOW } from './room.ts';

const endsAt = NOW + MINUTE;
const ADA = 'ada@example.com';
const about = { leadIds: ['lead-ada', 'lead-9'] };

const activities = [
  anActivity({ leadId: 'lead-ada', title: 'Ada wants a quote', outcome: 'reached' }),
  anActivity({ id: 'deal-1', type: 'deal', leadId: 'lead-ada', stage: 'won', title: 'Ada signed' }),
  anActivity({ id: 'call-2', leadId: 'lead-grace', title: 'Somebody else' }),
];

describe('What reps did about somebody', () => {
  test('is exported with them', async () => {
    const { deps } = await activityRoom();
    await recordActivities(deps, activities, { endsAt });
    const exported = await activitiesOfPerson(deps).export(ADA, about);
    expect(exported).toMatchObject({
      activities: [
        { id: 'call-1', title: 'Ada wants a quote', at: '2027-03-01T09:00:00.000Z' },
        { id: 'deal-1', stage: 'won' },
      ],
    });
  });

  test('loses its words with them, and is counted on', async () => {
    const { deps, timeline, items } = await activityRoom();
    await recordActivities(deps, activities, { endsAt });
    const before = await deps.activities.find('deal-1');
    expect(await activitiesOfPerson(deps).erase(ADA, { ...about, endsAt })).toEqual({ activities: 2 });
    expect(JSON.stringify(items())).not.toMatch(/Ada|lead-ada/);
    expect(await timeline('grace', 'EVENT')).toEqual([
      ['call-1', undefined],
      ['call-2', 'Somebody else'],
    ]);
    const after = await deps.activities.find('deal-1');
    // The deal is still told from others.
    expect(after).toMatchObject({ type: 'deal', stage: 'won', at: before?.at, deal: before?.deal });
    expect(await activitiesOfPerson(deps).erase(ADA, { ...about, endsAt })).toEqual({ activities: 0 });
  });
});

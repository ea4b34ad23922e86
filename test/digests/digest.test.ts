import { describe, expect, test } from 'vitest';
import { checkConfig } from '../../functions/app-config.ts';
import { digestConfigOf } from '../../functions/digests/config.ts';
import { digestOf } from '../../functions/digests/digest.ts';
import { salesDigestData } from '../../functions/digests/mail-data.ts';
import { numbersOf, type TeamLeads } from '../../functions/digests/numbers.ts';
import { teamDigestOf } from '../../functions/digests/team-digest.ts';
import type { Timeline } from '../../functions/digests/timeline.ts';
import { wordingFor } from '../../functions/platform/wording.ts';
import { DAY, HOUR, MINUTE } from '../../functions/platform/clock.ts';
import type { Rep } from '../../functions/reps/rep.ts';
import { aRep, aTeam } from '../leads/fixture.ts';
import {
  aLeadEntry,
  aMailEntry,
  anActivityEntry,
  anAppointmentEntry,
  aTimeline,
  grace,
  SLOT,
} from './fixture.ts';

const span = { from: SLOT - DAY, to: SLOT };
const rules = digestConfigOf(checkConfig({}, 'app.yaml'));
const nobody: TeamLeads = { memberIds: [], leads: [] };
const numbers = (timeline: Partial<Timeline>, team = nobody) =>
  numbersOf({ rep: grace, span, stages: rules.stages, timeline: aTimeline(timeline), team });
const digest = (timeline: Partial<Timeline>) =>
  digestOf({ rep: grace, span, timeline: aTimeline(timeline), team: nobody, told: [] }, rules);

describe('Of leads', () => {
  const judged = (at: number, score: number, band: 'hot' | 'warm' | 'cold') => ({ at, score, band });

  test('those count that came within the span and are the rep’s at its end, by what they are worth then', () => {
    const leads = [
      aLeadEntry('a', { judged: [judged(SLOT - HOUR, 50, 'cold'), judged(SLOT - MINUTE, 90, 'hot')] }),
      aLeadEntry('b', { judged: [judged(SLOT - HOUR, 50, 'cold'), judged(SLOT + MINUTE, 90, 'hot')] }),
      aLeadEntry('at the end', { firstSeenAt: SLOT }),
      aLeadEntry('at the beginning', { firstSeenAt: SLOT - DAY }),
      aLeadEntry('after', { firstSeenAt: SLOT + 1 }),
      aLeadEntry('of dee by now', {
        holders: [
          { at: SLOT - HOUR, repId: 'grace' },
          { at: SLOT - 1, repId: 'dee' },
        ],
      }),
      aLeadEntry('of dee later', {
        holders: [
          { at: SLOT - HOUR, repId: 'grace' },
          { at: SLOT + 1, repId: 'dee' },
        ],
      }),
    ];
    expect(numbers({ leads }).newLeads).toEqual({ hot: 1, warm: 0, cold: 3 });
  });

  test('means have one decimal, halves up, beside those of four weeks and of the team', () => {
    const seen = (id: string, daysAgo: number, score: number, repId = 'grace') => {
      const at = SLOT - daysAgo * DAY;
      return aLeadEntry(id, {
        firstSeenAt: at,
        judged: [judged(at, score, 'cold')],
        holders: [{ at, repId }],
      });
    };
    const leads = [
      seen('a', 0.5, 50),
      seen('b', 0.5, 50.1),
      seen('c', 3, 40),
      seen('d', 28.9, 20),
      seen('e', 29, 90),
    ];
    const team = {
      memberIds: ['grace', 'dee'],
      leads: [...leads, seen('f', 3, 60, 'dee'), seen('g', 3, 99, 'max')],
    };
    expect(numbers({ leads }, team).quality).toEqual({
      meanScore: 50.1,
      base: 2,
      fourWeeks: { meanScore: 30, base: 2 },
      team: { meanScore: 40, base: 3 },
    });
    expect(numbers({}).quality.meanScore).toBeNull();
  });

  test('answers count until the end of the span, whoever gave them', () => {
    const answer = (at: number, seconds: number, inTarget: boolean) => ({
      at,
      repId: 'dee',
      seconds,
      inTarget,
    });
    const run = (id: string, at: number, given?: ReturnType<typeof answer>, repId = 'grace') =>
      aLeadEntry(id, { runs: [{ number: 1, at, policy: 'hot', repId, ...(given && { answer: given }) }] });
    const leads = [
      run('a', SLOT - HOUR, answer(SLOT - MINUTE, 100, true)),
      run('b', SLOT - HOUR, answer(SLOT, 301, false)),
      run('c', SLOT - HOUR, answer(SLOT + 1, 900, true)),
      run('d', SLOT - DAY, answer(SLOT - HOUR, 900, true)),
      run('e', SLOT - HOUR, answer(SLOT - MINUTE, 900, true), 'dee'),
    ];
    expect(numbers({ leads }).alerts).toEqual({ asked: 3, answered: 2, inTarget: 1, medianSeconds: 200.5 });
  });

  test('outcomes are those of who reported them, and a meeting or a sale converts', () => {
    const leads = [
      aLeadEntry('a', {
        firstSeenAt: SLOT - 27 * DAY,
        outcomes: [
          { at: SLOT - 2 * DAY, outcome: 'contacted', repId: 'grace' },
          { at: SLOT - HOUR, outcome: 'meeting_booked', repId: 'grace' },
        ],
      }),
      aLeadEntry('b', {
        firstSeenAt: SLOT - 27 * DAY,
        outcomes: [{ at: SLOT + 1, outcome: 'won', repId: 'grace' }],
      }),
      aLeadEntry('c', { outcomes: [{ at: SLOT - HOUR, outcome: 'won', repId: 'dee' }] }),
    ];
    const found = numbers({ leads });
    expect(found.outcomes).toMatchObject({ contacted: 0, meeting_booked: 1, won: 0 });
    expect(found.conversion).toEqual({ converted: 2, base: 3 });
  });

  test('promises are overdue, due today on the rep’s calendar, or later', () => {
    const promised = (id: string, by: number, more = {}) =>
      aLeadEntry(id, { promises: [{ repId: 'grace', at: SLOT - 2 * DAY, by, ...more }] });
    const leads = [
      promised('a', SLOT),
      promised('b', SLOT + 15 * HOUR),
      promised('c', SLOT + 16 * HOUR),
      promised('kept', SLOT - HOUR, { endedAt: SLOT - HOUR, isKept: true }),
      promised('kept later', SLOT - HOUR, { endedAt: SLOT + HOUR, isKept: true }),
    ];
    expect(numbers({ leads }).followUps).toEqual({ overdue: 2, today: 1, later: 1 });
    const shown = digest({ leads }).toDo.followUps;
    expect(shown.map(({ lead, isOverdue }) => [lead.id, isOverdue])).toEqual([
      ['kept later', true],
      ['a', true],
      ['b', false],
    ]);
  });
});

describe('Of other things', () => {
  test('a conversation counts once, whoever tells of it', () => {
    const events = [
      { type: 'talk' as const, id: 'c1', at: SLOT - HOUR },
      anActivityEntry('c1', { type: 'conversation' }),
      anActivityEntry('c2', { type: 'conversation' }),
    ];
    expect(numbers({ events }).conversations).toBe(2);
  });

  test('a reader counts once; who was erased is counted and not named', () => {
    const read = { reader: 'ada', email: 'ada@example.com' };
    const events = [
      aMailEntry('m1', { ...read, fact: 'opened' }),
      aMailEntry('m1', { ...read, fact: 'opened', at: SLOT - MINUTE }),
      aMailEntry('m2', { ...read, fact: 'clicked' }),
      aMailEntry('m3', { reader: 'alan', fact: 'opened' }),
      aMailEntry('m4', { reader: 'mary', email: 'mary@example.com', fact: 'sent' }),
    ];
    expect(numbers({ events }).engagement).toEqual({
      opened: 2,
      clicked: 1,
      people: [{ email: 'ada@example.com', opened: true, clicked: true }],
    });
  });

  test('appointments are those that stand, on the days of the rep’s calendar', () => {
    const state = (name: 'booked' | 'cancelled' | 'moved', at = SLOT - 2 * DAY) => [{ at, state: name }];
    const appointments = [
      anAppointmentEntry('a', { startAt: SLOT + HOUR }),
      anAppointmentEntry('b', { startAt: SLOT + 16 * HOUR }),
      anAppointmentEntry('c', { startAt: SLOT + 41 * HOUR }),
      anAppointmentEntry('d', { startAt: SLOT + HOUR, states: state('cancelled') }),
      anAppointmentEntry('e', { startAt: SLOT + HOUR, states: state('moved') }),
      anAppointmentEntry('f', {
        startAt: SLOT + HOUR,
        states: [...state('booked'), ...state('cancelled', SLOT + 1)],
      }),
      anAppointmentEntry('g', { startAt: SLOT + HOUR, states: state('booked', SLOT + 1) }),
    ];
    expect(numbers({ appointments }).appointments).toEqual({ today: 2, tomorrow: 1 });
  });
});

describe('A day', () => {
  test('on which nothing happened and nothing is to be done is quiet', () => {
    expect(digest({}).isQuiet).toBe(true);
    // What is there and does not move is no news.
    const deals = [anActivityEntry('d', { type: 'deal', deal: 'd', stage: 'proposal', at: SLOT - 3 * DAY })];
    expect(digest({ deals }).isQuiet).toBe(true);
  });

  test.each<[string, Partial<Timeline>]>([
    ['a call', { events: [anActivityEntry('c')] }],
    ['a new lead', { leads: [aLeadEntry('a')] }],
    ['a reader', { events: [aMailEntry('m', { fact: 'opened' })] }],
    ['a deal that moved', { deals: [anActivityEntry('d', { type: 'deal', deal: 'd', stage: 'won' })] }],
    ['an appointment tomorrow', { appointments: [anAppointmentEntry('a', { startAt: SLOT + DAY })] }],
    [
      'a follow-up today',
      {
        leads: [
          aLeadEntry('a', {
            firstSeenAt: SLOT - 9 * DAY,
            promises: [{ repId: 'grace', at: SLOT - 9 * DAY, by: SLOT + HOUR }],
          }),
        ],
      },
    ],
  ])('with %s is not', (_, timeline) => {
    expect(digest(timeline).isQuiet).toBe(false);
  });

  test('is told with names that are names, and without links of strangers', () => {
    const lead = aLeadEntry('a', {
      name: 'Win now https://evil.example',
      company: 'visit evil.example',
      email: 'ada@example.com',
      states: [{ at: SLOT - HOUR, state: 'open' }],
      runs: [{ number: 1, at: SLOT - HOUR, policy: 'hot', repId: 'grace' }],
    });
    const appointments = [
      anAppointmentEntry('a', { startAt: SLOT + HOUR, title: 'See www.evil.example/x', name: 'Ada' }),
    ];
    const wording = wordingFor({ locale: 'en', timezone: 'UTC' }, 30);
    const data = salesDigestData(digest({ leads: [lead], appointments }), wording);
    expect(data.hot?.[0]?.who).toBe('ada@example.com');
    expect(JSON.stringify(data)).not.toMatch(/https:\/\/evil|www\.evil\.example/);
  });
});

test('An address in the CRM that mails don’t take is left out, and the lead is told all the same', () => {
  const lead = aLeadEntry('a', {
    crmUrl: 'https:crm.example.com/lead 42',
    states: [{ at: SLOT - HOUR, state: 'open' }],
    runs: [{ number: 1, at: SLOT - HOUR, policy: 'hot', repId: 'grace' }],
  });
  const data = salesDigestData(digest({ leads: [lead] }), wordingFor({ locale: 'en', timezone: 'UTC' }, 30));
  expect(data.hot).toEqual([{ who: 'Lead a', score: 50, since: '2027-03-02T07:00:00.000Z', url: undefined }]);
});

describe('The digest of a team', () => {
  const dee = aRep('dee', { absences: [{ from: '2027-03-02', to: '2027-03-05' }] });
  const members = (timelines: Record<string, Partial<Timeline>>) =>
    [aRep('grace', { name: 'Grace' }), dee].map((rep) => ({ rep, timeline: aTimeline(timelines[rep.id]) }));
  const risks = (timelines: Record<string, Partial<Timeline>>, onCall: Rep[] = []) =>
    teamDigestOf(
      { members: members(timelines), onCall: [{ team: aTeam('mid'), reps: onCall }] },
      span,
    ).risks.map(({ rule }) => rule);
  const open = (id: string, more: { exhaustedAt?: number; repId?: string } = {}) =>
    aLeadEntry(id, {
      states: [{ at: SLOT - HOUR, state: 'open' }],
      holders: [{ at: SLOT - HOUR, repId: more.repId ?? 'grace' }],
      runs: [{ number: 1, at: SLOT - HOUR, policy: 'hot', repId: 'grace', ...more }],
    });

  test.each<[string, Parameters<typeof risks>, string[]]>([
    ['nothing', [{}], []],
    ['a hot lead that is open', [{ grace: { leads: [open('a')] } }], ['hot_open']],
    [
      'a lead that nobody took',
      [{ grace: { leads: [open('a', { exhaustedAt: SLOT - MINUTE })] } }],
      ['nobody_took_it'],
    ],
    [
      'a promise that was missed',
      [
        {
          grace: {
            leads: [aLeadEntry('a', { promises: [{ repId: 'grace', at: SLOT - 2 * DAY, by: SLOT - HOUR }] })],
          },
        },
      ],
      ['promises_missed'],
    ],
    [
      'somebody away without a deputy, with an open lead',
      [{ dee: { leads: [{ ...open('a', { repId: 'dee' }), runs: [] }] } }],
      ['away_without_deputy'],
    ],
    ['nobody on call', [{}, [dee]], ['nobody_on_call']],
    ['somebody on call', [{}, [dee, aRep('other')]], []],
  ])('has the risks of %s', (_, given, rules) => {
    expect(risks(...given)).toEqual(rules);
  });

  test('has the numbers of each member and of all, with the median over all answers', () => {
    const answered = (id: string, seconds: number, repId: string) =>
      aLeadEntry(id, {
        runs: [
          {
            number: 1,
            at: SLOT - HOUR,
            policy: 'hot',
            repId,
            answer: { at: SLOT - MINUTE, repId, seconds, inTarget: true },
          },
        ],
      });
    const { numbers: found, isQuiet } = teamDigestOf(
      {
        members: members({
          grace: {
            events: [anActivityEntry('c')],
            leads: [answered('a', 100, 'grace'), answered('b', 200, 'grace')],
          },
          dee: { events: [anActivityEntry('d')], leads: [answered('e', 900, 'dee')] },
        }),
        onCall: [],
      },
      span,
    );
    expect(isQuiet).toBe(false);
    expect(found.members.map(({ name, calls, alerts }) => [name, calls, alerts.medianSeconds])).toEqual([
      ['Grace', 1, 150],
      ['dee', 1, 900],
    ]);
    expect(found.team).toMatchObject({ calls: 2, alerts: { asked: 3, answered: 3, medianSeconds: 200 } });
  });
});

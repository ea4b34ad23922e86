import { describe, expect, test } from 'vitest';
import { changesBetween, shownOf } from '../../functions/leads/changes.ts';
import { judge } from '../../functions/leads/judge.ts';
import type { Lead } from '../../functions/leads/lead.ts';
import { reactionTo } from '../../functions/leads/reaction.ts';
import type { LeadRecord } from '../../functions/leads/record.ts';
import type { LeadResponse } from '../../functions/leads/response.ts';
import { aLead, aLeadConfig, anOpenResponse, aRecord, NOW } from './fixture.ts';

const rules = aLeadConfig();
const shownFor = (lead: Lead) => shownOf(lead, judge(lead, rules));
const lead = (different: Record<string, unknown> = {}) => aLead({ ownerRepId: 'grace', ...different });

const takenBy = { repId: 'grace', name: 'Grace', at: NOW, how: 'api' } as const;
const waiting: LeadResponse = {
  state: 'waiting',
  run: { number: 1, policy: 'warm', openedAt: NOW, clockFrom: NOW, respondBy: NOW, told: [], toldBefore: [] },
  batch: { id: 'b', dueAt: NOW },
};
const responses = {
  none: { state: 'none' },
  waiting,
  open: anOpenResponse({ policy: 'warm' }),
  taken: { state: 'taken', takenBy },
  closed: { state: 'closed', takenBy },
} as const satisfies Record<string, LeadResponse>;

/** What is known of a lead that somebody was told of as it is. */
const known = (
  state: keyof typeof responses,
  different: Record<string, unknown> = {},
  more: Partial<LeadRecord> = {},
): LeadRecord => {
  const before = lead(different);
  return aRecord('lead-1', {
    runs: 1,
    lead: before,
    judgement: judge(before, rules),
    shown: shownFor(before),
    // Who was hot when somebody was asked was asked as such.
    response: state === 'open' && judge(before, rules).band === 'hot' ? anOpenResponse() : responses[state],
    ...more,
  });
};
const outcome = (what: 'won' | 'contacted', version?: number) => ({
  outcome: { outcome: what, repId: 'grace', at: NOW, version },
});

const reaction = (
  before: LeadRecord | undefined,
  different: Record<string, unknown>,
  minScore = 0,
): string => {
  const now = lead(different);
  const news = {
    lead: now,
    judgement: judge(now, rules),
    shown: shownFor(now),
    minScore,
    isHolderGone: false,
  };
  const found = reactionTo(before, news, rules);
  switch (found.type) {
    case 'keep':
      return 'keep';
    case 'alert':
      return `alert ${found.policy}${found.isHandOver ? ', handed over' : ''}`;
    case 'update':
      return `update ${found.changes.map(({ what }) => what).join(' ')}`;
  }
};

describe('A lead that nobody was told of', () => {
  test.each([
    { score: 80, minScore: 0, is: 'alert hot' },
    { score: 79, minScore: 0, is: 'alert warm' },
    { score: 70, minScore: 0, is: 'alert warm' },
    { score: 69, minScore: 0, is: 'keep' },
    { score: 75, minScore: 76, is: 'keep' },
    { score: 76, minScore: 76, is: 'alert warm' },
    { score: 80, minScore: 90, is: 'alert hot' },
  ])('of $score, for a rep who wants $minScore: $is', ({ score, minScore, is }) => {
    expect(reaction(undefined, { score }, minScore)).toBe(is);
    expect(reaction(known('none', { score: 10 }), { score }, minScore)).toBe(is);
  });

  test('is hot by a rule, whatever its score', () => {
    expect(reaction(undefined, { score: 61, need: 'asap' }, 90)).toBe('alert hot');
  });
});

describe('A change of a lead', () => {
  const warm = { score: 72 };
  test.each([
    { what: 'that is nothing', before: known('open', warm), to: warm, is: 'keep' },
    { what: 'of few points', before: known('open', warm), to: { score: 79 }, is: 'keep' },
    { what: 'of many points', before: known('open', { score: 80 }), to: { score: 90 }, is: 'update score' },
    { what: 'to hot', before: known('open', warm), to: { score: 80 }, is: 'alert hot' },
    { what: 'to hot while it waits', before: known('waiting', warm), to: { score: 80 }, is: 'alert hot' },
    {
      what: 'to hot of one that is taken',
      before: known('taken', warm),
      to: { score: 82 },
      is: 'update band score',
    },
    { what: 'back to warm', before: known('open', { score: 80 }), to: { score: 78 }, is: 'update band' },
    {
      what: 'while it waits in a batch',
      before: known('waiting', warm),
      to: { ...warm, timeframe: 'in May' },
      is: 'keep',
    },
    {
      what: 'of time frame, value, phone and e-mail',
      before: known('open', warm),
      to: {
        ...warm,
        timeframe: 'in May',
        dealValue: { amount: 10, currency: 'EUR' },
        contact: { email: 'new@example.com', phone: '+1' },
      },
      is: 'update value timeframe phone email',
    },
    {
      what: 'of what it needs alone',
      before: known('open', warm),
      to: { ...warm, need: 'Chairs', highlights: ['Chairs'] },
      is: 'keep',
    },
    {
      what: 'by another rule and competitor',
      before: known('open', { score: 85 }),
      to: { score: 85, competitors: ['Difference Inc'] },
      is: 'update rule competitor',
    },
    {
      what: 'by a competitor of another spelling',
      before: known('open', { score: 85, competitors: ['Difference Inc'] }),
      to: { score: 85, competitors: ['DIFFERENCE, Inc.'] },
      is: 'keep',
    },
    {
      what: 'of the owner',
      before: known('open', warm),
      to: { ...warm, ownerRepId: 'dee' },
      is: 'alert warm, handed over',
    },
    {
      what: 'of the owner, of one that is taken',
      before: known('taken', { score: 90 }),
      to: { score: 90, ownerRepId: 'dee' },
      is: 'alert hot, handed over',
    },
    {
      what: 'that takes the owner away',
      before: known('open', warm),
      to: { ...warm, ownerRepId: undefined },
      is: 'keep',
    },
    {
      what: 'after it was won',
      before: known('closed', { ...warm, version: 3 }, outcome('won', 3)),
      to: { score: 99, version: 3, ownerRepId: 'dee' },
      is: 'keep',
    },
    {
      what: 'after it was won, by a newer version',
      before: known('closed', { ...warm, version: 3 }, outcome('won', 3)),
      to: { ...warm, version: 4 },
      is: 'alert warm',
    },
    {
      what: 'after it was won, by a newer version that is cold',
      before: known('closed', { ...warm, version: 3 }, outcome('won', 3)),
      to: { score: 20, version: 4 },
      is: 'keep',
    },
    {
      what: 'after it was won, without versions',
      before: known('closed', warm, outcome('won')),
      to: { score: 99 },
      is: 'keep',
    },
    {
      what: 'after they were reached',
      before: known('closed', { score: 80 }, outcome('contacted')),
      to: { score: 95 },
      is: 'update score',
    },
  ])('$what: $is', ({ before, to, is }) => {
    expect(reaction(before, to)).toBe(is);
  });

  test('says what was, and what is so now', () => {
    const before = shownFor(lead({ score: 72, timeframe: 'in May' }));
    const after = shownFor(lead({ score: 82, competitors: ['Difference Inc'] }));
    expect(changesBetween(before, after, 10)).toEqual([
      { what: 'band', from: 'warm', to: 'hot' },
      { what: 'score', from: '72', to: '82' },
      { what: 'rule', to: 'Competitor named' },
      { what: 'competitor', to: 'Difference Inc' },
      { what: 'timeframe', from: 'in May', to: undefined },
    ]);
    expect(changesBetween(after, after, 10)).toEqual([]);
  });
});

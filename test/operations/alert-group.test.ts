import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AlertGroup,
  type AlertMail,
  due,
  fired,
  resolved,
} from '../../functions/operations/alert-group.ts';
import { severities } from '../../functions/operations/system-alert.ts';
import { HOUR, MINUTE } from '../../functions/platform/clock.ts';

const rules = { waitMs: MINUTE, intervalMs: 30 * MINUTE, repeatMs: 4 * HOUR };
type Severity = (typeof severities)[number];
interface Happening {
  at: number;
  what: Severity | 'resolved';
}

/** Plays what happens to one key minute by minute; answers the mails with the minutes at which they were asked for. */
const played = (
  happenings: readonly Happening[],
  until: number,
  isLasting = false,
): { minute: number; mail: AlertMail }[] => {
  let group: AlertGroup | undefined;
  const mails: { minute: number; mail: AlertMail }[] = [];
  const take = (at: number, step: ReturnType<typeof due>): void => {
    if (step === undefined) return;
    group = step.group;
    if (step.mail !== undefined) mails.push({ minute: at / MINUTE, mail: step.mail });
  };
  for (let at = 0; at <= until; at += MINUTE) {
    for (const { what } of happenings.filter((one) => one.at === at))
      take(
        at,
        what === 'resolved'
          ? group && resolved(group, at)
          : fired(group, { severity: what, at, isLasting, isKnown: false }, rules, at),
      );
    if (group !== undefined) take(at, due(group, at, rules));
  }
  return mails;
};
const at = (minute: number, what: Happening['what'] = 'warning'): Happening => ({
  at: minute * MINUTE,
  what,
});
const said = (mails: ReturnType<typeof played>) =>
  mails.map(({ minute, mail }) => [minute, mail.type, mail.count]);

describe('Alerts of one key', () => {
  test('that come at once are one mail, and one when they are over', () => {
    const many = Array.from({ length: 200 }, () => at(0));
    expect(said(played([...many, at(20, 'resolved')], 10 * HOUR))).toEqual([
      [1, 'firing', 200],
      [20, 'resolved', 200],
    ]);
  });

  test('that are over before anybody was told are told to nobody', () => {
    const events = [at(0), { at: 0, what: 'resolved' as const }];
    expect(played(events, HOUR)).toEqual([]);
  });

  test('that go on are told again only with news, half an hour apart, and after four hours', () => {
    const steady = Array.from({ length: 600 }, (_, i) => at(i));
    expect(said(played(steady, 10 * HOUR))).toEqual([
      [1, 'firing', 2],
      [31, 'firing', 32],
      [271, 'firing', 272],
      [511, 'firing', 512],
    ]);
  });

  test('that get worse are told before their time', () => {
    const events = [at(0), at(5, 'critical'), at(6, 'critical')];
    expect(said(played(events, 10 * HOUR))).toEqual([
      [1, 'firing', 1],
      [31, 'firing', 3],
    ]);
  });

  test('that somebody else ends are told again until they are over, and are forgotten after a week', () => {
    expect(said(played([at(0), at(600, 'resolved')], 20 * HOUR, true))).toEqual([
      [1, 'firing', 1],
      [241, 'firing', 1],
      [481, 'firing', 1],
      [600, 'resolved', 1],
    ]);
    expect(played([at(0)], 10 * 24 * HOUR, true)).toHaveLength(42);
  });

  test('that ended in silence begin anew, also by one that was long on its way', () => {
    const late = { severity: 'critical', at: 0, isLasting: false, isKnown: false } as const;
    const over: AlertGroup = {
      state: 'over',
      endedAt: 10 * MINUTE,
      firstAt: 0,
      lastAt: 0,
      count: 1,
      severity: 'critical',
      isLasting: false,
    };
    expect(fired(over, late, rules, 11 * MINUTE).group).toMatchObject({ state: 'waiting', count: 1 });
    // Where somebody said that it was over, what happened before is over, too: also of the same second.
    const ended: AlertGroup = { ...over, resolvedAt: 10 * MINUTE };
    for (const at of [0, 10 * MINUTE])
      expect(fired(ended, { ...late, at }, rules, 11 * MINUTE).group).toBe(ended);
  });

  test('that go on and off are told no more often than those that go on', () => {
    const flapping = Array.from({ length: 120 }, (_, i) => at(i, i % 2 === 0 ? 'warning' : 'resolved'));
    const mails = played(flapping, 2 * HOUR);
    // Twice in each half hour, and as many ends.
    expect(mails.filter(({ mail }) => mail.type === 'firing').length).toBeLessThanOrEqual(9);
    expect(mails.length).toBeLessThanOrEqual(18);
  });

  test('that come again under one id count once, and are as bad as the last says', () => {
    const first = fired(undefined, { severity: 'info', at: 0, isLasting: true, isKnown: false }, rules, 0);
    const again = { severity: 'critical', at: MINUTE, isLasting: true, isKnown: true } as const;
    expect(fired(first.group, again, rules, MINUTE).group).toMatchObject({
      count: 1,
      severity: 'critical',
      lastAt: MINUTE,
    });
  });

  test('end by what is told of the second in which they came', () => {
    const { group } = fired(
      undefined,
      { severity: 'info', at: 10_400, isLasting: true, isKnown: false },
      rules,
      10_400,
    );
    expect(resolved(group, 10_000)?.group).toMatchObject({ state: 'over' });
    expect(resolved(group, 9_000)).toBeUndefined();
  });

  test('that come no more are told no more, and begin anew when they do', () => {
    expect(said(played([at(0), at(600)], 20 * HOUR))).toEqual([
      [1, 'firing', 1],
      [601, 'firing', 1],
    ]);
  });
});

test('However alerts come, no two mails are nearer than the interval, and each end was told of before', () => {
  const happening = fc.record({
    at: fc.integer({ min: 0, max: 24 * 60 }).map((minute) => minute * MINUTE),
    what: fc.constantFrom<Happening['what']>(...severities, 'resolved'),
  });
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 80 }), (happenings) => {
      const mails = played(happenings, 40 * HOUR);
      let last: { minute: number; mail: AlertMail } | undefined;
      for (const one of mails) {
        if (one.mail.type === 'resolved') expect(last?.mail.type).toBe('firing');
        else if (last?.mail.type === 'firing') expect(one.minute - last.minute).toBeGreaterThanOrEqual(30);
        last = one;
      }
    }),
  );
});

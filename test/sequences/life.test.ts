import { describe, expect, test } from 'vitest';
import type { EmailState } from '../../functions/outbox/outbox.ts';
import { DAY, HOUR } from '../../functions/platform/clock.ts';
import type { Definition } from '../../functions/sequences/definition.ts';
import type { ActiveLife, Enrollment } from '../../functions/sequences/enrollment.ts';
import { carriedOut, nextMove, type Surroundings } from '../../functions/sequences/life.ts';
import { parseSequence } from '../../lib/read-sequences.ts';

const NOW = Date.parse('2027-03-01T10:00:00Z');

const way = parseSequence(
  `kind: nurturing
description: After a talk.
window: { from: "09:00", to: "18:00", days: [mon, tue, wed, thu, fri] }
steps:
  - { id: to_rest, if: { path: to, is: rest }, then: rest }
  - { id: to_came, if: { path: to, is: came }, then: came }
  - { id: to_scored, if: { path: to, is: scored }, then: scored }
  - { id: to_known, if: { path: to, is: known }, then: known }
  - { id: cool, wait: P1D }
  - { id: value, send: nurture_price_1 }
  - { id: looked, if: { clicked: value }, then: offer }
  - { id: opened, if: { opened: value }, then: offer, else: end }
  - { id: came, if: { delivered: value }, else: end }
  - { id: answered, if: { replied: true }, then: offer, else: end }
  - { id: scored, if: { path: score, at_least: 50 }, then: offer, else: end }
  - { id: known, if: { path: plan, is: big }, then: offer, else: end }
  - { id: offer, send: nurture_price_3, next: end }
  - { id: rest, wait: P7D }
`,
  'sequences/way.yaml',
);

type Active = Enrollment & { life: ActiveLife };
const anEnrollment = (step: string, more: Partial<Enrollment> = {}): Active => ({
  id: 'enr_1',
  rev: 1,
  sequence: 'way',
  version: 'v1',
  kind: 'nurturing',
  key: 'k',
  recipient: { email: 'ada@example.com' },
  arm: 'treated',
  enrolledAt: NOW,
  occurredAt: NOW,
  enrolledBy: {},
  data: {},
  history: [],
  mails: [],
  unpublished: [],
  ...more,
  life: { status: 'active', step, since: NOW },
});
const anEmail = (more: Partial<EmailState> = {}): EmailState => ({
  id: 'msg_1',
  rev: 1,
  status: 'delivered',
  reason: undefined,
  to: { email: 'ada@example.com' },
  template: 'nurture_price_1',
  scheduledAt: undefined,
  sentAt: NOW + HOUR,
  deliveredAt: NOW + HOUR,
  openedAt: undefined,
  clickedAt: undefined,
  related: {},
  ...more,
});
const mails = [{ step: 'value', template: 'nurture_price_1', emailId: 'msg_1', at: NOW }];

const moveOf = (
  enrollment: Active,
  around: Partial<Surroundings> & { email?: EmailState } = {},
  definition: Definition = way,
) => {
  const { email, ...more } = around;
  const emails = new Map(email === undefined ? [] : [[email.id, email]]);
  return nextMove(enrollment, definition, {
    emails,
    timezone: 'UTC',
    expireAfterMs: 7 * DAY,
    now: NOW,
    ...more,
  });
};

describe('A wait', () => {
  test('is waited for, then over, and at last too late', () => {
    const enrollment = anEnrollment('cool');
    expect(moveOf(enrollment)).toEqual({ type: 'wait', until: NOW + DAY });
    expect(moveOf(enrollment, { now: NOW + DAY - 1 })).toMatchObject({ type: 'wait' });
    expect(moveOf(enrollment, { now: NOW + DAY })).toEqual({
      type: 'done',
      entry: { at: NOW + DAY, step: 'cool', what: 'waited' },
      next: 'value',
    });
    expect(moveOf(enrollment, { now: NOW + 8 * DAY })).toMatchObject({ type: 'done' });
    expect(moveOf(enrollment, { now: NOW + 8 * DAY + 1 })).toEqual({ type: 'end', how: 'expired' });
  });
});

describe('A mail', () => {
  test('is sent in its window, and expires as late as a step may be', () => {
    expect(moveOf(anEnrollment('value'))).toEqual({
      type: 'send',
      template: 'nurture_price_1',
      dueAt: NOW,
      expiresAt: NOW + 7 * DAY,
    });
    const atNight = { timezone: 'Pacific/Auckland' };
    // It is eleven at night there; nine in the morning is ten hours ahead.
    expect(moveOf(anEnrollment('value'), atNight)).toEqual({ type: 'wait', until: NOW + 10 * HOUR });
    expect(moveOf(anEnrollment('value'), { ...atNight, now: NOW + 11 * HOUR })).toMatchObject({
      type: 'send',
      expiresAt: NOW + 10 * HOUR + 7 * DAY,
    });
    expect(moveOf(anEnrollment('value'), { now: NOW + 7 * DAY + 1 })).toEqual({
      type: 'end',
      how: 'expired',
    });
  });

  test('whose window is closed when it is looked at waits for the next opening, and is late from the first on', () => {
    // Nine in the morning in Los Angeles is at five in the afternoon; it closes at two in the night.
    const there = { timezone: 'America/Los_Angeles' };
    const opensAt = NOW + 7 * HOUR;
    expect(moveOf(anEnrollment('value'), { ...there, now: opensAt + 9 * HOUR })).toEqual({
      type: 'wait',
      until: opensAt + DAY,
    });
    expect(moveOf(anEnrollment('value'), { ...there, now: opensAt + DAY })).toMatchObject({
      type: 'send',
      expiresAt: opensAt + 7 * DAY,
    });
    // The last opening within the time is too late for nobody, and the next one is.
    expect(moveOf(anEnrollment('value'), { ...there, now: opensAt + 7 * DAY })).toMatchObject({
      type: 'send',
    });
    expect(moveOf(anEnrollment('value'), { ...there, now: opensAt + 7 * DAY + 9 * HOUR })).toEqual({
      type: 'end',
      how: 'expired',
    });
    expect(
      moveOf(anEnrollment('value', { arm: 'held_out' }), { ...there, now: opensAt + 9 * HOUR }),
    ).toMatchObject({ type: 'wait' });
  });

  test('that has left goes on, also when it is kept no more', () => {
    const left = mails.map((mail) => ({ ...mail, sentAt: NOW + HOUR }));
    expect(moveOf(anEnrollment('value', { mails: left }), { now: NOW + 2 * HOUR })).toMatchObject({
      type: 'done',
      entry: { at: NOW + HOUR, what: 'sent', emailId: 'msg_1' },
      next: 'looked',
    });
  });

  test('of who is held out is skipped', () => {
    expect(moveOf(anEnrollment('value', { arm: 'held_out' }))).toMatchObject({
      type: 'done',
      entry: { what: 'skipped', reason: 'held_out' },
      next: 'looked',
    });
  });

  test('that is noted and not asked for is asked for again', () => {
    expect(moveOf(anEnrollment('value', { mails }))).toMatchObject({ type: 'send' });
  });

  test.each<[Partial<EmailState>, object]>([
    [{ status: 'scheduled' }, { type: 'underway' }],
    [{ status: 'queued' }, { type: 'underway' }],
    [{ status: 'sending' }, { type: 'underway' }],
    [
      { status: 'sent' },
      { type: 'done', entry: { at: NOW + HOUR, what: 'sent', emailId: 'msg_1' }, next: 'looked' },
    ],
    [
      { status: 'delivered', sentAt: undefined },
      { type: 'done', entry: { at: NOW + 2 * HOUR, what: 'sent' } },
    ],
    [{ status: 'bounced' }, { type: 'end', how: 'suppressed' }],
    [
      { status: 'failed', reason: 'rejected' },
      { type: 'done', entry: { what: 'skipped', reason: 'rejected' } },
    ],
    [{ status: 'cancelled' }, { type: 'done', entry: { what: 'skipped', reason: 'cancelled' } }],
    [
      { status: 'skipped', reason: 'frequency_cap' },
      { type: 'done', entry: { what: 'skipped', reason: 'frequency_cap' } },
    ],
    [
      { status: 'skipped', reason: 'disabled' },
      { type: 'done', entry: { what: 'skipped', reason: 'disabled' } },
    ],
    [
      { status: 'skipped', reason: 'no_consent' },
      { type: 'end', how: 'no_consent' },
    ],
    [
      { status: 'skipped', reason: 'opted_out' },
      { type: 'end', how: 'opted_out' },
    ],
    [
      { status: 'skipped', reason: 'expired' },
      { type: 'end', how: 'expired' },
    ],
    [
      { status: 'skipped', reason: 'suppressed_bounce' },
      { type: 'end', how: 'suppressed' },
    ],
    [
      { status: 'skipped', reason: 'suppressed_complaint' },
      { type: 'end', how: 'suppressed' },
    ],
    [
      { status: 'skipped', reason: 'suppressed_manual' },
      { type: 'end', how: 'suppressed' },
    ],
  ])('that is %j makes the next move %j', (email, want) => {
    expect(
      moveOf(anEnrollment('value', { mails }), { email: anEmail(email), now: NOW + 2 * HOUR }),
    ).toMatchObject(want);
  });
});

describe('A branch', () => {
  const clicked = { clickedAt: NOW + HOUR };
  test.each<[string, Partial<EmailState>, Partial<Enrollment>, string]>([
    ['looked', clicked, {}, 'offer'],
    ['looked', { openedAt: NOW + HOUR }, {}, 'opened'],
    ['opened', { openedAt: NOW + HOUR }, {}, 'offer'],
    ['opened', clicked, {}, 'offer'],
    ['opened', {}, {}, 'end'],
    ['came', {}, {}, 'answered'],
    ['came', { deliveredAt: undefined }, {}, 'end'],
    ['answered', {}, { hasReplied: true }, 'offer'],
    ['answered', {}, {}, 'end'],
    ['scored', {}, { score: 50 }, 'offer'],
    ['scored', {}, { score: 49 }, 'end'],
    ['scored', {}, {}, 'end'],
    ['known', {}, { data: { plan: 'big' } }, 'offer'],
    ['known', {}, { data: { plan: 'small' } }, 'end'],
  ])('%s with %j of %j leads to %s', (step, email, more, to) => {
    expect(moveOf(anEnrollment(step, { mails, ...more }), { email: anEmail(email) })).toEqual({
      type: 'done',
      entry: { at: NOW, step, what: 'branched', to },
      next: to,
    });
  });
});

test.each([
  ['looked', { isClicked: true }, 'offer'],
  ['opened', { isOpened: true }, 'offer'],
  ['opened', { isClicked: true }, 'offer'],
  ['came', { isDelivered: true }, 'answered'],
  ['came', {}, 'end'],
])('A branch, %s, knows what is noted of a mail that is kept no more: %j', (step, noted, to) => {
  const gone = mails.map((mail) => ({ ...mail, sentAt: NOW, ...noted }));
  expect(moveOf(anEnrollment(step, { mails: gone }))).toMatchObject({ next: to });
});

test('After its last step, or a step that is no more, a way is completed', () => {
  expect(moveOf(anEnrollment('end'))).toEqual({ type: 'end', how: 'completed' });
  const sent = moveOf(anEnrollment('offer', { mails: [{ ...mails[0]!, step: 'offer' }] }), {
    email: anEmail(),
  });
  expect(sent).toMatchObject({ type: 'done', next: 'end' });
  expect(moveOf(anEnrollment('rest'), { now: NOW + 7 * DAY })).toMatchObject({ type: 'done', next: 'end' });
});

test('What is carried out stands in the history, and the next wait counts from it', () => {
  const entry = { at: NOW + HOUR, step: 'value', what: 'sent', emailId: 'msg_1' } as const;
  const after = carriedOut(anEnrollment('value'), { type: 'done', entry, next: 'looked' });
  expect(after).toMatchObject({ life: { step: 'looked', since: NOW + HOUR }, history: [entry] });
});

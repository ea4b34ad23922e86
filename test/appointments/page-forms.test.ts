import { describe, expect, test } from 'vitest';
import { readFeedbackForm, readManageForm } from '../../functions/appointments/page-forms.ts';
import { toIso } from '../../functions/platform/clock.ts';
import { START } from './fixture.ts';

const manage = (fields: Record<string, string>) => readManageForm(new URLSearchParams(fields), [START]);
const cancel = { action: 'cancel', sequence: '3', reason: 'conflict' };
const move = { action: 'reschedule', sequence: '3' };

describe('The form of the manage page', () => {
  test.each([
    ['a reason', cancel, { kind: 'cancel', reason: 'conflict', comment: undefined }],
    [
      'words beside it',
      { ...cancel, comment: ' No time\r\n ' },
      { kind: 'cancel', reason: 'conflict', comment: 'No time' },
    ],
    [
      'a time that was offered',
      { ...move, start: toIso(START) },
      { kind: 'move', newStart: START, wish: undefined },
    ],
    [
      'the same in another offset',
      { ...move, start: '2027-03-03T11:00:00+01:00' },
      { kind: 'move', newStart: START, wish: undefined },
    ],
    [
      'a wish',
      { ...move, start: '', wish: 'Any morning' },
      { kind: 'move', newStart: undefined, wish: 'Any morning' },
    ],
  ])('asks with %s', (_what, fields, asked) => {
    expect(manage(fields)).toEqual({ ok: true, sequence: 3, asked });
  });

  test.each([
    ['no reason', { ...cancel, reason: '' }, 'reason'],
    ['a reason that is none', { ...cancel, reason: 'because' }, 'reason'],
    ['a comment of a book', { ...cancel, comment: 'x'.repeat(2001) }, 'long'],
    ['neither time nor wish', { ...move, wish: ' \u200b ' }, 'time'],
    ['a time that nobody offered', { ...move, start: toIso(START + 1) }, 'time'],
    ['a time that is none', { ...move, start: 'tomorrow', wish: 'Any morning' }, 'time'],
    ['a wish of a letter', { ...move, wish: 'x'.repeat(501) }, 'long'],
    ['no state', { action: 'cancel', reason: 'conflict' }, 'form'],
    ['a state that is none', { ...cancel, sequence: '3.5' }, 'form'],
    ['nothing at all', {}, 'form'],
    ['another action', { ...cancel, action: 'confirm' }, 'form'],
  ])('with %s asks for nothing', (_what, fields, wrong) => {
    expect(manage(fields)).toEqual({ ok: false, wrong });
  });

  test('takes texts at their bounds', () => {
    expect(manage({ ...cancel, comment: 'x'.repeat(2000) }).ok).toBe(true);
    expect(manage({ ...move, wish: 'x'.repeat(500) }).ok).toBe(true);
  });
});

describe('The form of the feedback page', () => {
  const read = (fields: Record<string, string>) => readFeedbackForm(new URLSearchParams(fields));
  test.each(['1', '5'])('takes a rating of %s', (rating) => {
    expect(read({ rating, comment: 'Good' })).toEqual({ ok: true, rating: Number(rating), comment: 'Good' });
  });
  test.each(['0', '6', '4.5', '', ' 4', 'five'])('takes no rating of %j', (rating) => {
    expect(read({ rating })).toEqual({ ok: false, wrong: 'no_rating' });
  });
  test('takes a comment up to its bound', () => {
    expect(read({ rating: '4', comment: 'x'.repeat(2000) }).ok).toBe(true);
    expect(read({ rating: '4', comment: 'x'.repeat(2001) })).toEqual({ ok: false, wrong: 'too_long' });
  });
});

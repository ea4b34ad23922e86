import { describe, expect, test } from 'vitest';
import { readLeadForm } from '../../functions/leads/page-form.ts';
import { DAY, toIso } from '../../functions/platform/clock.ts';
import { NOW } from './fixture.ts';

const read = (fields: Record<string, string>) => readLeadForm(new URLSearchParams(fields), NOW);

describe('The form of a lead', () => {
  test.each([
    { form: { action: 'take' }, is: { kind: 'take', followUpBy: undefined } },
    { form: { action: 'take', followUpBy: toIso(NOW + 1) }, is: { kind: 'take', followUpBy: undefined } },
    {
      form: { action: 'follow_up', followUpBy: toIso(NOW + 1) },
      is: { kind: 'take', followUpBy: NOW + 1 },
    },
    {
      form: { action: 'follow_up', followUpBy: toIso(NOW + 90 * DAY) },
      is: { kind: 'take', followUpBy: NOW + 90 * DAY },
    },
    {
      form: { action: 'outcome', outcome: 'won' },
      is: { kind: 'outcome', outcome: 'won', reason: undefined },
    },
    {
      form: { action: 'outcome', outcome: 'lost', reason: ' Too\r\ndear ' },
      is: { kind: 'outcome', outcome: 'lost', reason: 'Too\ndear' },
    },
    {
      form: { action: 'outcome', outcome: 'won', reason: 'x'.repeat(500) },
      is: { kind: 'outcome', outcome: 'won', reason: 'x'.repeat(500) },
    },
  ])('takes $form', ({ form, is }) => {
    expect(read(form)).toEqual(is);
  });

  test.each([
    { form: { action: 'follow_up' }, wrong: 'time' },
    { form: { action: 'follow_up', followUpBy: 'tomorrow' }, wrong: 'time' },
    { form: { action: 'follow_up', followUpBy: toIso(NOW) }, wrong: 'time' },
    { form: { action: 'follow_up', followUpBy: toIso(NOW + 90 * DAY + 1) }, wrong: 'time' },
    { form: { action: 'outcome' }, wrong: 'outcome' },
    { form: { action: 'outcome', outcome: 'sold' }, wrong: 'outcome' },
    { form: { action: 'outcome', outcome: 'lost' }, wrong: 'reason' },
    { form: { action: 'outcome', outcome: 'lost', reason: '\u200b \n' }, wrong: 'reason' },
    { form: { action: 'outcome', outcome: 'won', reason: 'x'.repeat(501) }, wrong: 'long' },
    { form: {}, wrong: undefined },
    { form: { action: 'delete' }, wrong: undefined },
  ])('refuses $form', ({ form, wrong }) => {
    expect(read(form)).toEqual({ kind: 'wrong', wrong });
  });
});

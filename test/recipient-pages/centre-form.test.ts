import { describe, expect, test } from 'vitest';
import { applyForm } from '../../functions/recipient-pages/centre-form.ts';
import { pageTexts } from '../../functions/pages/texts.ts';
import type { Recipient } from '../../functions/preferences/recipient.ts';

const now = Date.parse('2027-03-04T09:00:00Z');
const ada: Recipient = { emailAddress: 'ada@example.com' };
const all = { conversationSummaries: 'on', appointmentReminders: 'on', marketingEmails: 'on' };

const apply = (recipient: Recipient, fields: Record<string, string>, asksToTrack = false) =>
  applyForm(recipient, {
    fields: new URLSearchParams(fields),
    view: { category: 'marketing' },
    asksToTrack,
    words: pageTexts.en.centre,
    now,
  });

describe('The form of the preference centre', () => {
  test('switches off what is not ticked, and leaves what was not shown', () => {
    expect(apply(ada, { action: 'save', appointmentReminders: 'on' })).toEqual({
      ...ada,
      conversationSummaries: false,
      appointmentReminders: true,
      consent: {},
      unsubscribedAt: now,
      updatedAt: now,
    });
  });

  test('refuses no marketing that was never agreed to, and refuses what was', () => {
    const others = { action: 'save', conversationSummaries: 'on', appointmentReminders: 'on' };
    expect(apply(ada, others)?.marketingEmails).toBeUndefined();
    expect(apply({ ...ada, marketingEmails: false }, others)?.marketingEmails).toBe(false);
    const consented = { ...ada, consent: { marketing: { basis: 'express' as const, source: 'x', at: 1 } } };
    expect(apply(consented, others)?.marketingEmails).toBe(false);
  });

  test.each([{}, { action: 'bogus' }, { 'List-Unsubscribe': 'One-Click' }, { '{}': '' }])(
    'changes nothing when something else was sent (%j)',
    (fields) => {
      expect(apply(ada, { ...fields })).toBeUndefined();
    },
  );

  test('takes a tick for consent, with the words beside it', () => {
    expect(apply(ada, { action: 'save', ...all })?.consent?.marketing).toEqual({
      basis: 'express',
      source: 'preference_centre',
      at: now,
      text: 'Yes, send me offers and news by e-mail.',
    });
    const consented = { ...ada, consent: { marketing: { basis: 'implied' as const, source: 'x', at: 1 } } };
    expect(apply(consented, { action: 'save', ...all })?.consent?.marketing?.at).toBe(1);
  });

  test('takes consent to tracking back when its box is cleared', () => {
    const tracked = { ...ada, consent: { tracking: { basis: 'express' as const, source: 'x', at: 1 } } };
    expect(apply(tracked, { action: 'save', ...all }, true)?.consent?.tracking).toBeUndefined();
    expect(apply(tracked, { action: 'save', ...all }, false)?.consent?.tracking).toBeDefined();
  });

  test('goes back to the defaults where nothing is chosen', () => {
    const chosen = { ...ada, timezone: 'Europe/Berlin', quietHours: { from: '22:00', to: '07:00' } };
    const fields = {
      action: 'save',
      ...all,
      timezone: '',
      quietFrom: '',
      quietTo: '07:00',
      summaryHour: '9',
    };
    const after = apply(chosen, fields);
    expect(after).toMatchObject({ summaryHour: 9 });
    expect(after?.timezone).toBeUndefined();
    expect(after?.quietHours).toBeUndefined();
  });

  test('refuses everything that may be refused with one button', () => {
    expect(apply(ada, { action: 'nothing' })).toMatchObject({
      conversationSummaries: false,
      appointmentReminders: false,
      marketingEmails: false,
      digests: false,
      unsubscribedAt: now,
    });
  });

  test('that was made by hand with wrong values is refused', () => {
    expect(() => apply(ada, { action: 'save', timezone: 'Mars/Base' })).toThrow(/time zone/);
    expect(() => apply(ada, { action: 'save', summaryHour: '99' })).toThrow();
  });
});

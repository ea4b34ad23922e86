import { describe, expect, test } from 'vitest';
import { capOf } from '../../functions/preferences/caps.ts';

const config = { rules: { switchedOff: [], perDay: { conversation_summary_customer: 5 } } };

describe('How many mails a recipient may get', () => {
  test.each([
    {
      what: 'of marketing is what they asked for',
      mail: { category: 'marketing' as const, template: 'nurture_first' },
      settings: { marketingPerWeek: 2 },
      want: { kind: 'marketing', most: 2 },
    },
    {
      what: 'of marketing can be none',
      mail: { category: 'marketing' as const },
      settings: { marketingPerWeek: 0 },
      want: { kind: 'marketing', most: 0 },
    },
    {
      what: 'of marketing has no cap where nobody asked for one',
      mail: { category: 'marketing' as const, template: 'conversation_summary_customer' },
      settings: { marketingPerWeek: undefined },
      want: undefined,
    },
    {
      what: 'of a template that strangers set off is what app.yaml says',
      mail: { category: 'conversation_summary' as const, template: 'conversation_summary_customer' },
      settings: { marketingPerWeek: 2 },
      want: { kind: 'per_day', most: 5 },
    },
    {
      what: 'of another template has no cap',
      mail: { category: 'conversation_summary' as const, template: 'conversation_summary_sales' },
      settings: { marketingPerWeek: 2 },
      want: undefined,
    },
    {
      what: 'without a template has no cap',
      mail: { category: 'system' as const },
      settings: { marketingPerWeek: 2 },
      want: undefined,
    },
  ])('$what', ({ mail, settings, want }) => {
    expect(capOf(mail, settings, config)).toEqual(want);
  });
});

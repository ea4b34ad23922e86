import * as z from 'zod';
import { bands } from '../contract/lead-band.ts';
import type { Judgement } from './judge.ts';
import type { Lead } from './lead.ts';
import type { Change } from './owed.ts';
import { wordsKey } from './words.ts';

/** What readers were told of a lead, as far as a change of it is worth a word. */
export const shownSchema = z.object({
  band: z.enum(bands),
  score: z.number(),
  rules: z.array(z.string()),
  competitors: z.array(z.string()),
  value: z.string().optional(),
  timeframe: z.string().optional(),
  phone: z.string().optional(),
  email: z.string().optional(),
});
export type Shown = z.infer<typeof shownSchema>;

export const shownOf = (lead: Lead, { band, hotRules }: Pick<Judgement, 'band' | 'hotRules'>): Shown => ({
  band,
  score: lead.score,
  rules: [...hotRules],
  competitors: [...lead.competitors],
  value: lead.dealValue && `${lead.dealValue.amount} ${lead.dealValue.currency}`,
  timeframe: lead.timeframe,
  phone: lead.contact.phone,
  email: lead.contact.email,
});

/** What is worth a word between what readers know and what is so now. */
export const changesBetween = (before: Shown, after: Shown, updatePoints: number): Change[] => {
  const changes: Change[] = [];
  const changed = (what: 'band' | 'value' | 'timeframe' | 'phone' | 'email'): void => {
    if (before[what] !== after[what]) changes.push({ what, from: before[what], to: after[what] });
  };
  changed('band');
  if (Math.abs(after.score - before.score) >= updatePoints)
    changes.push({ what: 'score', from: String(before.score), to: String(after.score) });
  for (const rule of after.rules.filter((one) => !before.rules.includes(one)))
    changes.push({ what: 'rule', to: rule });
  const known = new Set(before.competitors.map(wordsKey));
  for (const name of after.competitors.filter((one) => !known.has(wordsKey(one))))
    changes.push({ what: 'competitor', to: name });
  changed('value');
  changed('timeframe');
  changed('phone');
  changed('email');
  return changes;
};

/** What may become of a lead. */
export const leadOutcomes = [
  'contacted',
  'meeting_booked',
  'won',
  'lost',
  'unreachable',
  'not_a_fit',
] as const;

/** An activity, as docs show it. */
export const dealExample = {
  id: 'deal-12-3',
  repId: 'grace',
  type: 'deal',
  at: '2026-01-31T09:20:00Z',
  dealId: 'deal-12',
  stage: 'proposal',
  value: { amount: 40_000, currency: 'EUR' },
};

/** An appointment, as docs show it. */
export const bookingExample = {
  sequence: 1,
  title: 'Demo for 40 seats',
  start: '2027-03-28T09:30',
  timezone: 'Europe/Berlin',
  durationMinutes: 45,
  kind: 'video',
  joinUrl: 'https://meet.example.com/abc-defg',
  agenda: 'Plans\nPrices',
  customer: { email: 'ada@example.com', name: 'Ada Lovelace' },
  repId: 'grace',
};

/** What becomes of it, as docs show it. */
export const changeExamples = {
  reschedule: { start: '2027-03-29T14:00', reason: 'Our trainer is on the road.' },
  cancel: { reason: 'Our trainer is ill.', alternatives: [{ start: '2027-03-30T09:30' }] },
  complete: { outcome: 'attended' },
};

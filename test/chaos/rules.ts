/** Rules of the service that can be left out, to see what they are good for and that the audit notices. */
export const rules = [
  /** A message is claimed on condition that nobody else has it. */
  'claim',
  /** An event, and the token it came under, is stored on condition that it was not stored before. */
  'event_id',
  /** The sweeper mends what a crash has left behind. */
  'sweeper',
  /** Silence counts only when Mailgun's events had the time to show. */
  'settle_minutes',
] as const;
export type Rule = (typeof rules)[number];

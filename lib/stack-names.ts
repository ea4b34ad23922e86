/** The rooms of functions/ that have a stack of their own, in the order in which they are built. */
export const roomNames = [
  'outbox',
  'tracking',
  'templates',
  'preferences',
  'recipient-pages',
  'reps',
  'activities',
  'conversations',
  'appointments',
  'sequences',
  'leads',
  'digests',
  'operations',
  'analytics',
  'openapi',
  'privacy',
] as const;
export type RoomName = (typeof roomNames)[number];

/** Every stack of a stage, by what its name ends in. */
export const stackNames = ['data', 'events', 'edge', ...roomNames, 'api', 'observability'] as const;

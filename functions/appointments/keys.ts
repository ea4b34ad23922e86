/** Where an appointment, and all that is kept of it alone, stands. */
export const appointmentPartition = (id: string): string => `APPOINTMENT#${id}`;

/** What is due is spread over as many partitions, so that a morning of appointments never waits for one key. */
export const DUE_SHARDS = 4;
export const dueShard = (shard: number): string => `APPOINTMENTS#${shard}`;

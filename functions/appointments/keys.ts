const PREFIX = 'APPOINTMENT#';

/** Where an appointment, and all that is kept of it alone, stands. */
export const appointmentPartition = (id: string): string => PREFIX + id;
/** Of a partition, as indexes have it. */
export const appointmentIdOf = (partition: string): string => partition.slice(PREFIX.length);

/** What is due is spread over as many partitions, so that a morning of appointments never waits for one key. */
export const DUE_SHARDS = 4;
export const dueShard = (shard: number): string => `APPOINTMENTS#${shard}`;

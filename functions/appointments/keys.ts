import type { Dynamo } from '../platform/dynamo.ts';
import { type DueList, makeDueList } from '../platform/due-list.ts';

const PREFIX = 'APPOINTMENT#';

/** Where an appointment, and all that is kept of it alone, stands. */
export const appointmentPartition = (id: string): string => PREFIX + id;
/** Of a partition, as indexes have it. */
export const appointmentIdOf = (partition: string): string => partition.slice(PREFIX.length);

/** Appointments by when something is due of them. */
export const dueAppointments = (dynamo: Dynamo, table: string): DueList =>
  makeDueList(dynamo, table, { list: 'APPOINTMENTS', prefix: PREFIX });

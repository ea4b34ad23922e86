import { recipientKey } from '../platform/address.ts';
import type { Dynamo } from '../platform/dynamo.ts';
import { sha256Hex } from '../platform/ids.ts';
import { type DueList, makeDueList } from '../platform/due-list.ts';

const PREFIX = 'ENROLLMENT#';

/** Where an enrolment stands. */
export const enrollmentPartition = (id: string): string => PREFIX + id;
/** Of a partition, as indexes have it. */
export const enrollmentIdOf = (partition: string): string => partition.slice(PREFIX.length);

/** What is known of a sequence: its versions, its keys, what became of its enrolments. */
export const sequencePartition = (sequence: string): string => `SEQUENCE#${sequence}`;

/** What sequences know of somebody, under a hash of their address. */
export const personPartition = (email: string): string =>
  `SEQUENCES_OF#${sha256Hex(recipientKey(email)).slice(0, 32)}`;
/** And of a lead. */
export const leadPartition = (leadId: string): string =>
  `SEQUENCES_OF_LEAD#${sha256Hex(leadId).slice(0, 32)}`;

/** Enrolments by when something is due of them. */
export const dueEnrollments = (dynamo: Dynamo, table: string): DueList =>
  makeDueList(dynamo, table, { list: 'SEQUENCES', prefix: PREFIX });

import pMap from 'p-map';
import * as z from 'zod';
import { recipientKey } from '../platform/address.ts';
import type { Dynamo } from '../platform/dynamo.ts';
import { firstItems } from '../platform/dynamo-pages.ts';
import { type ListName, readCursor, writeCursor } from '../platform/page.ts';
import type { SequenceDeps } from './deps.ts';
import type { Enrollment, EnrollmentLife } from './enrollment.ts';
import { enrolledKey, enrollmentList, enrollmentStatusList } from './enrollment-item.ts';
import { enrollmentIdOf } from './keys.ts';

export type ListDeps = Pick<SequenceDeps, 'enrollments' | 'versions'> & { dynamo: Dynamo; table: string };

export interface ListQuery {
  recipient?: string | undefined;
  sequence?: string | undefined;
  status?: EnrollmentLife['status'] | undefined;
  limit: number;
  cursor?: string | undefined;
}

const AT_ONCE = 20;
const itemSchema = z.object({ pk: z.string(), enrolledKey: z.string() });

/** A place in a list, and what stands there; nothing where that has gone since it was listed. */
interface Place {
  enrolledKey: string;
  enrollment: Enrollment | undefined;
}

/**
 * A page of enrolments, the latest first. One that ends while it is paged through may leave a list of active ones.
 * @throws ServiceError `invalid` for a cursor of another list.
 */
export const listEnrollments = async (
  deps: ListDeps,
  query: ListQuery,
): Promise<{ enrollments: Enrollment[]; next: string | undefined }> => {
  const { recipient, sequence, status, limit, cursor } = query;
  const name: ListName = ['enrollments', recipient && recipientKey(recipient), sequence, status];
  const before = cursor === undefined ? undefined : readCursor(name, cursor, z.string().min(1));
  const places =
    recipient === undefined
      ? await listed(deps, query, before)
      : (await ofRecipient(deps, query, recipient)).filter(
          (place) => before === undefined || place.enrolledKey < before,
        );
  const shown = places.slice(0, limit);
  const last = shown.at(-1);
  return {
    enrollments: shown.flatMap(({ enrollment }) => enrollment ?? []),
    next: last !== undefined && places.length > limit ? writeCursor(name, last.enrolledKey) : undefined,
  };
};

/** All of somebody: few, so that they are sorted here. */
const ofRecipient = async (
  { enrollments }: Pick<ListDeps, 'enrollments'>,
  { sequence, status }: ListQuery,
  email: string,
): Promise<Place[]> => {
  const ids = await enrollments.ofPerson(email);
  const all = await pMap(ids, (id) => enrollments.find(id), { concurrency: AT_ONCE });
  return all
    .filter((one) => one !== undefined)
    .filter((one) => sequence === undefined || one.sequence === sequence)
    .filter((one) => status === undefined || one.life.status === status)
    .map((enrollment) => ({ enrolledKey: enrolledKey(enrollment), enrollment }))
    .sort(latestFirst);
};

const latestFirst = (a: Pick<Place, 'enrolledKey'>, b: Pick<Place, 'enrolledKey'>): number =>
  a.enrolledKey < b.enrolledKey ? 1 : -1;

/** One more than a page of a sequence, or of all that there ever were, from their lists. */
const listed = async (
  deps: ListDeps,
  { sequence, status, limit }: ListQuery,
  before: string | undefined,
): Promise<Place[]> => {
  const names = sequence === undefined ? await deps.versions.names() : [sequence];
  const [index, attribute] =
    status === undefined
      ? ['byEnrollments', 'enrollmentList']
      : ['byEnrollmentStatus', 'enrollmentStatusList'];
  const lists = await pMap(
    names,
    (one) =>
      firstItems(
        deps.dynamo,
        {
          TableName: deps.table,
          IndexName: index,
          KeyConditionExpression:
            `${attribute} = :list` + (before === undefined ? '' : ' AND enrolledKey < :before'),
          ExpressionAttributeValues: {
            ':list': status === undefined ? enrollmentList(one) : enrollmentStatusList(one, status),
            ...(before !== undefined && { ':before': before }),
          },
          ScanIndexForward: false,
        },
        limit + 1,
      ),
    { concurrency: AT_ONCE },
  );
  const newest = lists
    .flat()
    .map((item) => itemSchema.parse(item))
    .sort(latestFirst)
    .slice(0, limit + 1);
  return pMap(
    newest,
    async (item) => ({
      enrolledKey: item.enrolledKey,
      enrollment: await deps.enrollments.find(enrollmentIdOf(item.pk)),
    }),
    { concurrency: AT_ONCE },
  );
};

import pMap from 'p-map';
import * as z from 'zod';
import type { Band } from '../contract/lead-band.ts';
import type { Dynamo } from '../platform/dynamo.ts';
import { firstItems } from '../platform/dynamo-pages.ts';
import { type ListName, readCursor, writeCursor } from '../platform/page.ts';
import { ownerList, stateList } from './lead-item.ts';
import { leadIdOf } from './keys.ts';
import type { LeadRecord } from './record.ts';
import { type ResponseState, responseStates } from './response.ts';
import type { LeadStore } from './store.ts';

export interface ListDeps {
  leads: LeadStore;
  dynamo: Dynamo;
  table: string;
  now: () => number;
}

export interface ListQuery {
  ownerRepId?: string | undefined;
  state?: ResponseState | undefined;
  band?: Band | undefined;
  limit: number;
  cursor?: string | undefined;
}

const AT_ONCE = 20;
const itemSchema = z.object({ pk: z.string(), leadListKey: z.string() });

/**
 * A page of leads, the latest first. One that changes while it is paged through may show twice, or not at all.
 * @throws ServiceError `invalid` for a cursor of another list.
 */
export const listLeads = async (
  deps: ListDeps,
  query: ListQuery,
): Promise<{ leads: LeadRecord[]; next: string | undefined }> => {
  const { ownerRepId, state, band, limit, cursor } = query;
  const name: ListName = ['leads', ownerRepId, state, band];
  const before = cursor === undefined ? undefined : readCursor(name, cursor, z.string().min(1));
  const lists =
    ownerRepId === undefined
      ? (state === undefined ? responseStates : [state]).map((one) => stateIndex(one))
      : [{ index: 'byLeadOwner', attribute: 'leadOwnerList', value: ownerList(ownerRepId) }];
  const filters = {
    ...(ownerRepId !== undefined && state !== undefined && { leadState: state }),
    ...(band !== undefined && { leadBand: band }),
  };
  // One more than is shown tells whether there is another page.
  const found = await pMap(lists, (list) => itemsOf(deps, list, { filters, before, count: limit + 1 }), {
    concurrency: AT_ONCE,
  });
  const newest = found
    .flat()
    .sort((a, b) => (a.leadListKey < b.leadListKey ? 1 : -1))
    .slice(0, limit + 1);
  const shown = newest.slice(0, limit);
  const leads = await pMap(shown, ({ pk }) => deps.leads.find(leadIdOf(pk)), { concurrency: AT_ONCE });
  const last = shown.at(-1);
  return {
    leads: leads.filter((one) => one !== undefined),
    next: last !== undefined && newest.length > limit ? writeCursor(name, last.leadListKey) : undefined,
  };
};

const stateIndex = (state: ResponseState) => ({
  index: 'byLeadState',
  attribute: 'leadStateList',
  value: stateList(state),
});

/** The first of a list that pass its filters; what is past its time is gone already. */
const itemsOf = async (
  { dynamo, table, now }: ListDeps,
  { index, attribute, value }: { index: string; attribute: string; value: string },
  {
    filters,
    before,
    count,
  }: { filters: Readonly<Record<string, string>>; before: string | undefined; count: number },
) => {
  const names = Object.keys(filters);
  const items = await firstItems(
    dynamo,
    {
      TableName: table,
      IndexName: index,
      KeyConditionExpression:
        `${attribute} = :list` + (before === undefined ? '' : ' AND leadListKey < :before'),
      FilterExpression: ['#ttl > :now', ...names.map((name) => `${name} = :${name}`)].join(' AND '),
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: {
        ':list': value,
        ':now': Math.floor(now() / 1000),
        ...(before !== undefined && { ':before': before }),
        ...Object.fromEntries(Object.entries(filters).map(([name, one]) => [`:${name}`, one])),
      },
      ScanIndexForward: false,
    },
    count,
  );
  return items.map((item) => itemSchema.parse(item));
};

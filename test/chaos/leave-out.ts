import * as z from 'zod';
import type { Call, Meddle, PassOn, Reply } from '../../local/http/proxy.ts';
import { callerOf } from '../../local/http/proxy.ts';
import type { Rule } from './rules.ts';

const putSchema = z.looseObject({ Item: z.record(z.string(), z.unknown()) });
const transactSchema = z.looseObject({
  TransactItems: z.array(z.looseObject({ Put: putSchema.optional() })),
});
const claimSchema = z.object({
  life: z.object({
    M: z.object({ status: z.object({ S: z.literal('sending') }), settleAt: z.undefined().optional() }),
  }),
});
const eventSchema = z.object({ sk: z.object({ S: z.string().regex(/^(EVENT#|TOKEN)/) }) });

type Put = z.infer<typeof putSchema>;

const withoutCondition = (put: Put): Put => ({
  ...put,
  ConditionExpression: undefined,
  ExpressionAttributeNames: undefined,
  ExpressionAttributeValues: undefined,
});

const changed = (call: Call, body: unknown): Call => ({ ...call, body: Buffer.from(JSON.stringify(body)) });

/** A sweeper that finds nothing is as good as none. */
const nothingFound: Reply = {
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: Buffer.from(JSON.stringify({ Items: [], Count: 0, ScannedCount: 0 })),
};

/** Takes one rule out of what the service asks of DynamoDB, and lets `otherwise` meddle with the rest. */
export const leaveOut = async (
  rule: Rule | undefined,
  { call, passOn }: { call: Call; passOn: PassOn },
  otherwise: Meddle,
): Promise<Reply> => {
  const target = String(call.headers['x-amz-target']).split('.').at(-1);
  if (rule === 'sweeper' && target === 'Query' && callerOf(call)?.startsWith('sweep.') === true) {
    return nothingFound;
  }
  const ruled = rule === 'claim' ? claimSchema : eventSchema;
  if ((rule === 'claim' || rule === 'event_id') && target === 'PutItem') {
    const put = putSchema.parse(JSON.parse(call.body.toString('utf8')));
    if (ruled.safeParse(put.Item).success) return passOn(changed(call, withoutCondition(put)));
  }
  if (rule === 'event_id' && target === 'TransactWriteItems') {
    const { TransactItems, ...rest } = transactSchema.parse(JSON.parse(call.body.toString('utf8')));
    const bare = TransactItems.map((item) =>
      item.Put && eventSchema.safeParse(item.Put.Item).success
        ? { ...item, Put: withoutCondition(item.Put) }
        : item,
    );
    return passOn(changed(call, { ...rest, TransactItems: bare }));
  }
  return otherwise(call, passOn);
};

import * as z from 'zod';
import { DAY } from '../platform/clock.ts';
import type { Dynamo } from '../platform/dynamo.ts';
import { eachPage } from '../platform/dynamo-pages.ts';
import { factPartition } from './lead-item.ts';

const factSchema = z.object({
  policy: z.enum(['hot', 'warm']),
  step: z.number(),
  isExhausted: z.boolean(),
  answeredAt: z.number().optional(),
  responseSeconds: z.number().optional(),
  withinTarget: z.boolean().optional(),
});
/** A time that somebody was asked, without a word of whom it was about. */
export type RunFact = z.infer<typeof factSchema>;

/** Those of the days of UTC from one moment to another, both included, a page at a time. */
export async function* eachRunFact(
  dynamo: Dynamo,
  table: string,
  { from, to }: { from: number; to: number },
): AsyncGenerator<RunFact[]> {
  const first = Math.floor(from / DAY) * DAY;
  for (let day = first; day <= to; day += DAY) {
    const pages = eachPage(dynamo, {
      TableName: table,
      KeyConditionExpression: 'pk = :day',
      ExpressionAttributeValues: { ':day': factPartition(day) },
    });
    for await (const items of pages) yield items.map((item) => factSchema.parse(item));
  }
}

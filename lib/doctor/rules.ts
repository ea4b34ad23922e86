import { resourceName } from '../resource-name.ts';
import type { RuleFacts } from './aws-reader.ts';
import type { World } from './world.ts';

/** The rules of a stage: those of the clock, which are on the account's own bus, and those of its own. */
export const rulesOf = async ({ aws, stage }: Pick<World, 'aws' | 'stage'>): Promise<RuleFacts[]> => {
  const buses = ['default', resourceName({ stage }, 'bus')];
  return (await Promise.all(buses.map((bus) => aws.rules(bus, resourceName({ stage }, ''))))).flat();
};

import type { Fault } from '../platform/errors.ts';
import type { Rep } from './rep.ts';
import type { RepStore } from './store.ts';

/** No company has more levels than that. */
const MOST_LEVELS = 50;

const words = { managerId: 'answers to', deputyId: 'is stood in for by' } as const;
type Relation = keyof typeof words;

/** What is wrong with whom a rep answers to, and who stands in for them: a way from one to the next that leads back. */
export const loopFaults = async (reps: Pick<RepStore, 'findRep'>, rep: Rep): Promise<Fault[]> => {
  const faults = await Promise.all(
    (['managerId', 'deputyId'] as const).map((relation) => loopFault(reps, rep, relation)),
  );
  return faults.flatMap((fault) => fault ?? []);
};

const loopFault = async (
  reps: Pick<RepStore, 'findRep'>,
  rep: Rep,
  relation: Relation,
): Promise<Fault | undefined> => {
  const way = [rep.id];
  let next = rep[relation];
  while (next !== undefined && way.length <= MOST_LEVELS) {
    const isBack = next === rep.id;
    way.push(next);
    if (isBack) {
      const detail = `This is a loop: ${way.map((id) => `"${id}"`).join(` ${words[relation]} `)}.`;
      return { pointer: `/${relation}`, code: 'loop', detail };
    }
    next = (await reps.findRep(next))?.[relation];
  }
  return undefined;
};

import { advance } from './advance.ts';
import type { LeadDeps } from './deps.ts';
import { fireBatch } from './fire-batch.ts';
import type { DueThing } from './keys.ts';

/** Does what is due of a lead, or sends a batch of alerts. */
export const doDue = (deps: LeadDeps, { kind, id }: DueThing): Promise<void> =>
  kind === 'lead' ? advance(deps, id) : fireBatch(deps, id);

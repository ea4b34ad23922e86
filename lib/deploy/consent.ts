import { type Asked, Refusal } from './arguments.ts';

/** What must be answered before anything is touched. */
export type Consent = { kind: 'given' } | { kind: 'yes-or-no' } | { kind: 'name'; name: string };

/**
 * Production is named by whoever changes it, and so is every stage whose data are deleted; all else takes a yes. What
 * nobody can be asked for must stand in the arguments.
 * @throws Refusal
 */
export const neededConsent = (asked: Asked, stage: string, isTerminal: boolean): Consent => {
  const { command, confirm } = asked;
  if (confirm !== undefined && confirm !== stage) {
    throw new Refusal(
      `--confirm ${confirm} is not the name of the stage, which is ${stage}; nothing was touched.`,
    );
  }
  if (confirm === stage) return { kind: 'given' };
  const byName = asked.deleteData || (command !== 'bootstrap' && stage === 'prod');
  if (!byName && asked.yes) return { kind: 'given' };
  if (isTerminal) return byName ? { kind: 'name', name: stage } : { kind: 'yes-or-no' };
  const option = byName ? `--confirm ${stage}` : '--yes';
  const why =
    byName && asked.yes ? '--yes does not answer for this' : 'Nobody can be asked without a terminal';
  throw new Refusal(`${why}: add ${option} to npm run ${command}. Nothing was touched.`);
};

/** The question of a consent, as it is shown. */
export const questionOf = (consent: Exclude<Consent, { kind: 'given' }>): string =>
  consent.kind === 'name' ? `Type ${consent.name} to go on: ` : 'Go on? y/N ';

/** Whether an answer consents. */
export const consents = (consent: Exclude<Consent, { kind: 'given' }>, answer: string): boolean =>
  consent.kind === 'name' ? answer.trim() === consent.name : /^y(es)?$/i.test(answer.trim());

import { resourceName } from '../resource-name.ts';
import type { Place } from '../aws-limits.ts';
import type { Asked } from './arguments.ts';
import type { Content, DataResource } from './data.ts';
import type { StandingStack } from './standing.ts';

/** What a command would do, as it is shown before it is done. */
export interface Shown {
  title: string;
  rows: readonly (readonly [label: string, text: string])[];
}

/** A table of two columns, the first as wide as its longest label. */
export const showPlan = ({ title, rows }: Shown): string[] => {
  const width = Math.max(...rows.map(([label]) => label.length));
  return [title, ...rows.map(([label, text]) => `  ${label.padEnd(width)}  ${text}`)];
};

/** Where a command works: what everybody should look at before they go on. */
export const placeRows = (stage: string, file: string, place: Place): Shown['rows'] => [
  ['stage', `${stage} (${file})`],
  ['account', place.account],
  ['region', place.region],
];

/** Names of stacks without what all of them begin with. */
export const shortNames = (names: readonly string[], stage: string): string =>
  names.map((name) => name.replace(resourceName({ stage }, ''), '')).join(', ');

export const describeData = (resources: readonly DataResource[]): string =>
  resources.map(({ kind, name }) => `${kind} ${name}`).join(', ');

/** What stands under a name that the data stack would take, and belongs to no stack. */
export interface Leftover extends DataResource {
  content: Exclude<Content, 'absent'>;
}

/** Why what is left can't be removed; nothing when all of it is empty. */
export const leftoverFaults = (leftovers: readonly Leftover[], stage: string): string[] => {
  const used = leftovers.filter(({ content }) => content === 'used');
  if (used.length === 0) return [];
  return [
    `No stack owns what stands under names of this stage and holds data: ${describeData(used)}. Take it into its stack again ` +
      `(docs/deploy.md, "Taking it down"), or delete it by npm run destroy -- --stage ${stage} --delete-data.`,
  ];
};

/** Which of a stage's stacks a destruction takes, in which turn, and which it can't. */
export interface Destruction {
  /** Before the data. */
  others: string[];
  /** The stack of the data, when it goes, too. */
  data: string | undefined;
  /** Of another version of the service: the CDK knows only those of this one. */
  unknown: string[];
}

export const planDestruction = (
  standing: readonly StandingStack[],
  synthesized: readonly string[],
  which: { dataStack: string; deletesData: boolean },
): Destruction => {
  const names = standing.map(({ name }) => name);
  return {
    others: synthesized.filter((name) => name !== which.dataStack && names.includes(name)),
    data: which.deletesData && names.includes(which.dataStack) ? which.dataStack : undefined,
    unknown: names.filter((name) => !synthesized.includes(name)),
  };
};

/** Options for the synthesis, which knows neither those of a deployment nor of a destruction. */
export const synthesisOptions = ({ context, profile }: Asked): string[] => [
  ...Object.entries(context).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ...(profile === undefined ? [] : ['--profile', profile]),
];

/** Options for `cdk deploy`: our own question is the approval, unless somebody wants to be asked by the CDK. */
export const deploymentOptions = ({ forwarded }: Asked): string[] => [
  ...(forwarded.some((argument) => argument.startsWith('--require-approval'))
    ? []
    : ['--require-approval', 'never']),
  ...forwarded,
];

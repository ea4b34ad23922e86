import type { Config } from '../../functions/platform/config.ts';
import type { Place } from '../aws-limits.ts';

/** A stack as CloudFormation has it. */
export interface StandingStack {
  name: string;
  status: string;
  tags: Readonly<Record<string, string>>;
}

/** What keeps a configuration from being deployed to this place, one line a fault. */
export const placeFaults = ({ public: { certificate_arn } }: Config, place: Place): string[] => {
  const [, region, account] = /^arn:[\w-]+:acm:([\w-]+):(\d+):/.exec(certificate_arn ?? '') ?? [];
  if (region !== undefined && region !== place.region) {
    return [
      `public.certificate_arn is a certificate of ${region}, and this would go to ${place.region}: set ` +
        `AWS_REGION=${region}, or name a certificate of ${place.region}.`,
    ];
  }
  if (account !== undefined && account !== place.account) {
    return [
      `public.certificate_arn is a certificate of account ${account}, and these credentials are of ${place.account}: ` +
        'use those of the other account, or name a certificate of this one.',
    ];
  }
  return [];
};

/** Statuses of a stack that never stood; the CDK deletes and makes it anew, but not what its deletion leaves. */
const FAILED_CREATIONS = ['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'CREATE_FAILED'];

/** Where no stack owns data: there is none, a change set alone, or one whose first creation failed. */
export const neverStood = (stack: StandingStack | undefined): boolean =>
  stack === undefined || stack.status === 'REVIEW_IN_PROGRESS' || FAILED_CREATIONS.includes(stack.status);

/** What the state of the data stack says against a deployment: lines that refuse it, and lines that warn. */
export const standingFindings = (
  stack: StandingStack | undefined,
  wanted: { stage: string; ephemeral: boolean },
): { faults: string[]; warnings: string[] } => {
  if (stack === undefined || stack.status === 'REVIEW_IN_PROGRESS') return { faults: [], warnings: [] };
  const { stage } = wanted;
  if (stack.status.endsWith('_IN_PROGRESS')) {
    return {
      faults: [
        `Stack ${stack.name} is being changed (${stack.status}): wait until that has ended, then repeat this.`,
      ],
      warnings: [],
    };
  }
  if (stack.status === 'DELETE_FAILED') {
    return {
      faults: [
        `Stack ${stack.name} could not be deleted to its end: finish that first, with npm run destroy -- --stage ${stage} --delete-data.`,
      ],
      warnings: [],
    };
  }
  const isEphemeral = stack.tags['ephemeral'] === 'true';
  if (wanted.ephemeral && !isEphemeral && !neverStood(stack)) return { faults: [lasts(stage)], warnings: [] };
  return {
    faults: [],
    warnings:
      isEphemeral && !wanted.ephemeral && !neverStood(stack)
        ? [
            `Stage ${stage} stands with -c ephemeral=true, and this would make it last: its tables are protected, and its ` +
              'data are kept from then on. Add -c ephemeral=true to leave it as it is.',
          ]
        : [],
  };
};

const lasts = (stage: string): string =>
  `-c ephemeral=true is refused: stage ${stage} stands without it, and its tables, mails and secrets would be deleted with ` +
  'their stacks from then on. Deploy without it, or take another stage.';

/** One line of why `-c ephemeral=true` must not be, for whoever calls the CDK by itself. */
export const ephemeralFault = (
  stack: StandingStack | undefined,
  wanted: { stage: string; ephemeral: boolean },
): string | undefined =>
  wanted.ephemeral && stack !== undefined && stack.tags['ephemeral'] !== 'true' && !neverStood(stack)
    ? lasts(wanted.stage)
    : undefined;

import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Says why a rule of cdk-nag does not apply to a construct; a reader must be able to agree. */
export const acknowledge = (construct: IConstruct, ...findings: { id: string; reason: string }[]): void => {
  Validations.of(construct).acknowledge(...findings);
};

import { RemovalPolicy } from 'aws-cdk-lib';
import type { Config } from '../functions/platform/config.ts';
import type { Definitions } from '../functions/sequences/definition.ts';

/** What every stack is built for. */
export interface StageProps {
  config: Config;
  /** Those of sequences/, by their names. */
  sequences: Definitions;
  /** A rehearsal: everything is deleted with its stack. */
  ephemeral: boolean;
  /** Indexes that are to come with a later deployment, such as `sends.byLead`. */
  withoutIndexes?: readonly string[] | undefined;
  /** Mailgun's address where it is not Mailgun's own. */
  mailgunUrl?: string | undefined;
}

/**
 * Data outlive their stack, unless this is a rehearsal. What a first deployment made before it failed holds none, and
 * goes again: otherwise the next one would end at "already exists".
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html
 */
export const dataRemoval = (props: StageProps): RemovalPolicy =>
  props.ephemeral ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;

import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
  paginateDescribeStacks,
  paginateListStackResources,
  type Stack,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import { GetServiceQuotaCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { awsFault } from '../aws-fault.ts';
import type { Place } from '../aws-limits.ts';
import { Refusal } from './arguments.ts';
import type { StandingStack } from './standing.ts';

/** What a command asks of the account that it works in. */
export interface Account {
  /** Whose credentials these are, and in which region. */
  findPlace: () => Promise<Place>;
  /** Whether `cdk bootstrap` was run here. */
  isBootstrapped: () => Promise<boolean>;
  /** Looks whether the stack of `cdk bootstrap` stands. @throws an error of the SDK where that may not be read. */
  lookAtToolkit: () => Promise<void>;
  /** How many functions may run at a time. */
  readConcurrency: () => Promise<number | undefined>;
  /** Every stack of a stage, whichever version deployed it. */
  stacksOf: (stage: string) => Promise<StandingStack[]>;
  /** Names and ARNs of what a stack owns. */
  ownedBy: (stack: string) => Promise<string[]>;
  deleteStack: (name: string) => Promise<void>;
}

/** "Concurrent executions" of AWS Lambda. */
const CONCURRENCY_QUOTA = { ServiceCode: 'lambda', QuotaCode: 'L-B99A9384' };

/** Where `cdk bootstrap` notes its version, by the qualifier of cdk.json, which is the CDK's default. */
const BOOTSTRAP_VERSION = '/cdk-bootstrap/hnb659fds/version';

const DELETE_WITHIN_S = 900;

const asStanding = ({ StackName = '', StackStatus, Tags = [] }: Stack): StandingStack => ({
  name: StackName,
  status: StackStatus ?? '',
  tags: Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value])),
});

const hasName = (error: unknown, name: RegExp): boolean => error instanceof Error && name.test(error.name);

/** Where clients find AWS; what is left out is found in the environment. */
export interface ClientOptions {
  endpoint?: string;
  region?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
}

/** The account of the shell's credentials, or of AWS_PROFILE. */
export const openAccount = (where: ClientOptions = {}): Account => {
  const formation = new CloudFormationClient(where);
  return {
    findPlace: async () => {
      const sts = new STSClient(where);
      const { Account: account = '' } = await sts.send(new GetCallerIdentityCommand({}));
      return { account, region: await sts.config.region() };
    },
    isBootstrapped: async () => {
      try {
        await new SSMClient(where).send(new GetParameterCommand({ Name: BOOTSTRAP_VERSION }));
        return true;
      } catch (error) {
        if (hasName(error, /^ParameterNotFound$/)) return false;
        // Who may take on the CDK's roles and nothing else can't read it; the CDK looks by itself.
        if (hasName(error, /^AccessDenied/)) return true;
        throw error;
      }
    },
    lookAtToolkit: () => lookAtToolkit(formation),
    readConcurrency: async () => {
      try {
        const answer = await new ServiceQuotasClient(where).send(
          new GetServiceQuotaCommand(CONCURRENCY_QUOTA),
        );
        return answer.Quota?.Value;
      } catch {
        return undefined;
      }
    },
    stacksOf: async (stage) => {
      const found: StandingStack[] = [];
      for await (const { Stacks = [] } of paginateDescribeStacks({ client: formation }, {})) {
        found.push(...Stacks.map(asStanding));
      }
      return found.filter(({ tags }) => tags['service'] === 'outbound-email' && tags['stage'] === stage);
    },
    ownedBy: async (StackName) => {
      const found: string[] = [];
      for await (const page of paginateListStackResources({ client: formation }, { StackName })) {
        for (const { PhysicalResourceId, ResourceStatus = '' } of page.StackResourceSummaries ?? []) {
          // What failed to be made is not the stack's, even where something of that name stands.
          const isThere = !/^(CREATE_FAILED|DELETE_COMPLETE|DELETE_SKIPPED)$/.test(ResourceStatus);
          if (PhysicalResourceId !== undefined && isThere) found.push(PhysicalResourceId);
        }
      }
      return found;
    },
    deleteStack: async (StackName) => {
      await formation.send(new DeleteStackCommand({ StackName }));
      const wait = { client: formation, maxWaitTime: DELETE_WITHIN_S };
      await waitUntilStackDeleteComplete(wait, { StackName }).catch((cause: unknown) => {
        if (awsFault(cause) !== undefined && !hasName(cause, /^(TimeoutError|AbortError)$/)) throw cause;
        throw new Refusal(`Stack ${StackName} could not be deleted: its events in CloudFormation say why.`);
      });
    },
  };
};

const lookAtToolkit = async (formation: CloudFormationClient): Promise<void> => {
  try {
    await formation.send(new DescribeStacksCommand({ StackName: 'CDKToolkit' }));
  } catch (error) {
    // There is none yet.
    if (!hasName(error, /^ValidationError$/)) throw error;
  }
};

/** How long somebody who only synthesizes waits for an answer about what stands. */
const GLANCE_MS = 3000;

/**
 * One stack, asked in passing: undefined when it does not stand, or when the account for which the CDK synthesizes can't
 * be asked.
 */
export const glanceAtStack = async (
  StackName: string,
  place: { account: string | undefined; region: string | undefined },
  where: Omit<ClientOptions, 'region'> = {},
): Promise<StandingStack | undefined> => {
  if (place.account === undefined || place.region === undefined) return undefined;
  const client = new CloudFormationClient({ ...where, region: place.region, maxAttempts: 1 });
  try {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName }), {
      abortSignal: AbortSignal.timeout(GLANCE_MS),
    });
    // The CDK's own --profile is not told to the app, which may then look into another account.
    return stack?.StackId?.includes(`:${place.account}:`) === true ? asStanding(stack) : undefined;
  } catch {
    return undefined;
  } finally {
    client.destroy();
  }
};

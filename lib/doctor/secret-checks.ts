import type { z } from 'zod';
import { mailgunSecretSchema, webhookSecretSchema } from '../../functions/mailgun/secret.ts';
import { isGoneSecret, linkKeysSchema } from '../../functions/platform/secrets.ts';
import { resourceName } from '../resource-name.ts';
import type { Check } from './check.ts';
import { about, fault, type Finding, ok, type Verdict } from './finding.ts';
import type { World } from './world.ts';

/** What a secret is to hold. */
interface Expected {
  /** Within `outbound-email/<stage>/`. */
  name: string;
  schema: z.ZodType;
  /** As `put-secret-value` takes it. */
  example: string;
  /** Whether the stack makes one that serves. */
  isMade: boolean;
  /** A function that reads it, and the variable that tells it which it is. */
  reader: { functionName: string; variable: string };
}

export const expectedSecrets: readonly Expected[] = [
  {
    name: 'mailgun',
    schema: mailgunSecretSchema,
    example: '{"apiKey": "…"}',
    isMade: false,
    reader: { functionName: 'sweep', variable: 'MAILGUN_SECRET_ID' },
  },
  {
    name: 'mailgun-webhook',
    schema: webhookSecretSchema,
    example: '{"signingKey": "…"}',
    isMade: false,
    reader: { functionName: 'webhook', variable: 'WEBHOOK_SECRET_ID' },
  },
  {
    name: 'link-keys',
    schema: linkKeysSchema,
    example: '{"current": "k1", "k1": "…"}',
    isMade: true,
    reader: { functionName: 'deliver-transactional', variable: 'LINK_KEYS_SECRET_ID' },
  },
];

const secretName = (stage: string, name: string): string => `outbound-email/${stage}/${name}`;

/** The stack fills secrets with 48 letters and digits; Mailgun's keys are of hexadecimal digits with dashes, or shorter. */
const isPlaceholder = (value: unknown): boolean =>
  typeof value === 'string' && /^[A-Za-z0-9]{48}$/.test(value);

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Whether a secret is filled, and as functions read it. Nothing of its values is told. */
export const judgeSecret = (
  stage: string,
  { name, schema, example, isMade }: Expected,
  text: string,
): Verdict => {
  const todo = `aws secretsmanager put-secret-value --secret-id ${secretName(stage, name)} --secret-string '${example}'`;
  const value = parseJson(text);
  if (value === undefined) return fault('it is not JSON', todo);
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const fields = new Set(
      parsed.error.issues.map(({ path }) => path.join('.')).filter((path) => path !== ''),
    );
    return fault(
      fields.size === 0 ? `it does not hold ${example}` : `it lacks ${[...fields].join(', ')}`,
      todo,
    );
  }
  const values = Object.entries(value as Record<string, unknown>);
  const untrimmed = values.find(([, one]) => typeof one === 'string' && one !== one.trim());
  if (untrimmed !== undefined)
    return fault(`${untrimmed[0]} begins or ends with a blank or a line break`, todo);
  const unfilled = isMade ? undefined : values.find(([, one]) => isPlaceholder(one));
  return unfilled === undefined
    ? ok(`it holds ${values.map(([field]) => field).join(', ')}`)
    : fault(`${unfilled[0]} is still what the stack has filled in`, todo);
};

const readable = async (read: () => Promise<string>): Promise<string | undefined> => {
  try {
    return await read();
  } catch (error) {
    if (isGoneSecret(error)) return undefined;
    throw error;
  }
};

/** What functions know it by: one that was made anew under the same name has another ARN. */
const idOf = async ({ aws, stage }: Pick<World, 'aws' | 'stage'>, { name, reader }: Expected) => {
  try {
    const variables = await aws.environment(resourceName({ stage }, reader.functionName));
    return variables[reader.variable] ?? secretName(stage, name);
  } catch (error) {
    // Of a function that is gone another check speaks.
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return secretName(stage, name);
    throw error;
  }
};

const judgeGone = (stage: string, { name, example }: Expected): Verdict => {
  return fault(
    'the one that functions read was deleted; another one of its name is not that one',
    `aws secretsmanager restore-secret --secret-id ${secretName(stage, name)}, within the days that AWS keeps it, then see that it holds ${example}`,
  );
};

export const secretsCheck: Check<World> = {
  name: 'secrets',
  needs: ['stacks'],
  look: async ({ stage, aws }) => {
    const findings: Finding[] = [];
    for (const expected of expectedSecrets) {
      const text = await readable(async () => aws.secret(await idOf({ aws, stage }, expected)));
      const verdict = text === undefined ? judgeGone(stage, expected) : judgeSecret(stage, expected, text);
      findings.push(about(`secret ${expected.name}`, verdict));
    }
    // Without a key there is nothing to call Mailgun with.
    return findings.map((finding) => ({
      ...finding,
      blocks: finding.is === 'fault' && finding.what === 'secret mailgun',
    }));
  },
};

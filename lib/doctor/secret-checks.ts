import type { z } from 'zod';
import { mailgunSecretSchema, webhookSecretSchema } from '../../functions/mailgun/secret.ts';
import { linkKeysSchema } from '../../functions/platform/secrets.ts';
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
}

export const expectedSecrets: readonly Expected[] = [
  { name: 'mailgun', schema: mailgunSecretSchema, example: '{"apiKey": "…"}', isMade: false },
  { name: 'mailgun-webhook', schema: webhookSecretSchema, example: '{"signingKey": "…"}', isMade: false },
  { name: 'link-keys', schema: linkKeysSchema, example: '{"current": "k1", "k1": "…"}', isMade: true },
];

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
  const todo = `aws secretsmanager put-secret-value --secret-id outbound-email/${stage}/${name} --secret-string '${example}'`;
  const value = parseJson(text);
  if (value === undefined) return fault('it is not JSON', todo);
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const fields = new Set(
      parsed.error.issues.map(({ path }) => path.join('.')).filter((path) => path !== ''),
    );
    return fault(
      fields.size === 0 ? 'it is no JSON object as functions read it' : `it lacks ${[...fields].join(', ')}`,
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

export const secretsCheck: Check<World> = {
  name: 'secrets',
  needs: ['stacks'],
  look: async ({ stage, aws }) => {
    const findings: Finding[] = [];
    for (const expected of expectedSecrets) {
      const text = await aws.secret(`outbound-email/${stage}/${expected.name}`);
      findings.push(about(`secret ${expected.name}`, judgeSecret(stage, expected, text)));
    }
    // Without a key there is nothing to call Mailgun with.
    return findings.map((finding) => ({
      ...finding,
      blocks: finding.is === 'fault' && finding.what === 'secret mailgun',
    }));
  },
};

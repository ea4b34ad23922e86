import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { DataStack } from '../../lib/data-stack.ts';
import { EdgeStack } from '../../lib/edge-stack.ts';
import { EventsStack } from '../../lib/events-stack.ts';
import { parseConfig } from '../../lib/read-config.ts';
import { Room } from '../../lib/rooms/room.ts';

const statementSchema = z.object({ Action: z.unknown(), Resource: z.unknown() });
const policySchema = z.object({
  Properties: z.object({ PolicyDocument: z.object({ Statement: z.array(statementSchema) }) }),
});

/** A room with one function that sends SMS: what it may send from, and what cdk-nag finds there. */
const roomThatSends = (identity: string | null) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'outbound-email-sms-use-'));
  const home = process.cwd();
  mkdirSync(path.join(folder, 'dist', 'probe-probe'), { recursive: true });
  writeFileSync(path.join(folder, 'dist', 'probe-probe', 'index.mjs'), '// probe');
  process.chdir(folder);
  try {
    const app = new App({ outdir: path.join(folder, 'cdk.out'), analyticsReporting: false });
    const sms = JSON.stringify({ origination_identity: identity });
    const props = { config: parseConfig(`sms: ${sms}`, 'app.yaml'), sequences: {}, ephemeral: false };
    const room = new Room(app, 'probe', {
      ...props,
      data: new DataStack(app, 'data', props),
      edge: new EdgeStack(app, 'edge', props),
      events: new EventsStack(app, 'events', props),
    });
    room.makeFunction({ handler: 'probe', description: 'Sends SMS', uses: [room.uses.sms] });
    const policies = Object.values(Template.fromStack(room).findResources('AWS::IAM::Policy'));
    const statements = policies.flatMap(
      (policy) => policySchema.parse(policy).Properties.PolicyDocument.Statement,
    );
    return {
      sendsFrom: statements
        .filter(({ Action }) => String(Action).startsWith('sms-voice:'))
        .map(({ Action, Resource }) => [Action, asText(Resource)]),
      findings: new AwsSolutionsChecks(app).validateScope(room).violations.map(({ ruleName }) => ruleName),
    };
  } finally {
    process.chdir(home);
    rmSync(folder, { recursive: true, force: true });
  }
};

const joinSchema = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) });
const refSchema = z.object({ Ref: z.string() });
const asText = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const ref = refSchema.safeParse(value);
  if (ref.success) return `<${ref.data.Ref.replace('AWS::', '')}>`;
  const [separator, parts] = joinSchema.parse(value)['Fn::Join'];
  return parts.map(asText).join(separator);
};

const HERE = 'arn:<Partition>:sms-voice:<Region>:<AccountId>';

describe('A function that sends SMS', () => {
  test.each([
    { identity: 'pool-0123', resource: `${HERE}:pool/pool-0123` },
    { identity: 'phone-0123', resource: `${HERE}:phone-number/phone-0123` },
    { identity: '+4930123456', resource: `${HERE}:phone-number/*` },
    { identity: '12345', resource: `${HERE}:phone-number/*` },
    { identity: 'ACME', resource: `${HERE}:sender-id/ACME/*` },
    {
      identity: 'arn:aws:sms-voice:eu-central-1:123456789012:pool/pool-1',
      resource: 'arn:aws:sms-voice:eu-central-1:123456789012:pool/pool-1',
    },
  ])('from $identity may do so from nothing else', ({ identity, resource }) => {
    expect(roomThatSends(identity)).toEqual({
      sendsFrom: [['sms-voice:SendTextMessage', resource]],
      findings: [],
    });
  });

  test('may send none where app.yaml names nothing to send from', () => {
    expect(roomThatSends(null)).toEqual({ sendsFrom: [], findings: [] });
  });
});

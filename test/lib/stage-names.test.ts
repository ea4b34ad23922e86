import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { buildTestStacks, type Stacks } from './stacks.ts';

const dev = buildTestStacks();
const qa = buildTestStacks({ appYaml: 'stage: qa' });

/** What CloudFormation passes for a name when it is known before the deployment; references differ by their stack. */
const isLiteral = (value: unknown): boolean =>
  typeof value === 'string' || (typeof value === 'object' && value !== null && 'Fn::Join' in value);

/** A role's own policies; an API's stage; metrics, which their dimensions tell apart. */
const NAMED_WITHIN = ['PolicyName', 'StageName', 'MetricName'];

/** Type, property and value of each name that somebody chose, and not CloudFormation. */
const physicalNames = (stacks: Stacks): string[] =>
  stacks.resources.flatMap(({ Type, Properties }) =>
    Object.entries(Properties)
      .filter(
        ([property, value]) =>
          /(^|[a-z])Name$/.test(property) && !NAMED_WITHIN.includes(property) && isLiteral(value),
      )
      .map(([property, value]) => `${Type} ${property} ${JSON.stringify(value)}`),
  );

const exportsOf = (stacks: Stacks): string[] =>
  stacks.outputs.flatMap(({ value }) => {
    const { Export } = z.object({ Export: z.object({ Name: z.string() }).optional() }).parse(value);
    return Export === undefined ? [] : [Export.Name];
  });

const metricSchema = z.object({
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.unknown() })).optional(),
});

describe('Two stages in one account', () => {
  test('share no name of anything', () => {
    const names = physicalNames(dev);
    expect(names.length).toBeGreaterThan(100);
    const others = new Set(physicalNames(qa));
    expect(names.filter((name) => others.has(name))).toEqual([]);
  });

  test('share no stack and no export', () => {
    const stackNames = ({ app }: Stacks) => app.node.children.map(({ node }) => node.id);
    expect(stackNames(dev).filter((name) => stackNames(qa).includes(name))).toEqual([]);
    expect(exportsOf(dev).length).toBeGreaterThan(10);
    expect(exportsOf(dev).filter((name) => exportsOf(qa).includes(name))).toEqual([]);
  });

  test('do not share one although the name of one begins like the other’s', () => {
    // Stage "dev-raw" with a queue "events" would be stage "dev" with a queue "raw-events".
    const byType = Map.groupBy(physicalNames(dev), (name) => name.split(' ')[0]);
    const ambiguous = [...byType.values()].flatMap((names) => {
      const own = names.flatMap((name) => /outbound-email-dev-([\w-]+)/.exec(name)?.[1] ?? []);
      return own.filter((name) => own.some((other) => name.endsWith(`-${other}`)));
    });
    expect(ambiguous).toEqual([]);
  });

  test('are told apart by every metric of ours that an alarm or a graph shows', () => {
    const alarms = dev.all('AWS::CloudWatch::Alarm').map(({ Properties }) => metricSchema.parse(Properties));
    const ours = alarms.filter(({ Namespace }) => Namespace === 'OutboundEmail');
    expect(ours.length).toBeGreaterThan(5);
    for (const { Dimensions } of ours) expect(Dimensions).toEqual([{ Name: 'stage', Value: 'dev' }]);
    // On a graph, a metric is a list: namespace, name, then dimensions in pairs, then how it is shown.
    const graphs = JSON.stringify(dev.all('AWS::CloudWatch::Dashboard')[0]?.Properties).replaceAll('\\', '');
    const shown = [...graphs.matchAll(/"OutboundEmail","\w+",([^\]{]*)/g)].map(
      ([, dimensions]) => dimensions,
    );
    expect(shown.length).toBeGreaterThan(5);
    expect([...new Set(shown)]).toEqual(['"stage","dev",']);
  });
});

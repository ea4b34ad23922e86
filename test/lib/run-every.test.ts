import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { buildTestStacks, targetOf } from './stacks.ts';

const stacks = buildTestStacks();
const functions = stacks.all('AWS::Lambda::Function');

const once = z.object({ MaximumRetryAttempts: z.literal(0), MaximumEventAgeInSeconds: z.number() });
const ruleSchema = z.object({
  ScheduleExpression: z.string().optional(),
  State: z.literal('ENABLED'),
  Targets: z.array(z.object({ Arn: z.unknown(), RetryPolicy: z.unknown().optional() })),
});
/** Every target of a rule that is a function; the others are queues, which keep what they are given. */
const runs = stacks.all('AWS::Events::Rule').flatMap(({ Properties }) => {
  const rule = ruleSchema.parse(Properties);
  return rule.Targets.flatMap((target) => {
    const [, id = ''] = /"(?:Ref|Fn::GetAtt)":\[?"(\w+)"/.exec(JSON.stringify(target.Arn)) ?? [];
    const fn = functions.find((one) => one.id.endsWith(`/${id}`));
    const name = String(fn?.Properties['FunctionName']).replace('outbound-email-dev-', '');
    return fn === undefined ? [] : [{ name, fn, schedule: rule.ScheduleExpression, target }];
  });
});

describe('What runs every so often', () => {
  test('is what mends mail, appointments, sequences, leads and digests, tells of conversations and alerts, and asks Mailgun', () => {
    expect(runs.map(({ name, schedule }) => [name, schedule]).sort()).toEqual([
      ['appointments-due', 'rate(1 minute)'],
      ['appointments-replan', 'rate(1 day)'],
      ['conversations-record', 'rate(1 minute)'],
      ['digests-due', 'rate(1 minute)'],
      ['leads-due', 'rate(1 minute)'],
      ['operations-due', 'rate(1 minute)'],
      ['reconcile', 'rate(5 minutes)'],
      ['sequences-due', 'rate(1 minute)'],
      ['sweep', 'rate(1 minute)'],
      ['sync-suppressions', 'rate(1 hour)'],
    ]);
  });

  test.each(runs)('$name is handed over once by its rule, and dropped when it is late', ({ target }) => {
    expect(once.parse(target.RetryPolicy).MaximumEventAgeInSeconds).toBeLessThanOrEqual(1800);
  });

  // A rule runs a function asynchronously, so Lambda's own repeats come on top of the rule's.
  test.each(runs)(
    '$name is not repeated by Lambda when it fails, nor kept when it is throttled',
    ({ fn, target }) => {
      const own = stacks
        .all('AWS::Lambda::EventInvokeConfig')
        .filter(({ Properties }) => targetOf(Properties['FunctionName'], functions).id === fn.id)
        .map(({ Properties }) => ({ ...once.parse(Properties), qualifier: Properties['Qualifier'] }));
      expect(own).toEqual([{ ...once.parse(target.RetryPolicy), qualifier: '$LATEST' }]);
    },
  );
});

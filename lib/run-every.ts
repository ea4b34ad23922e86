import type { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import type { ServiceFunction } from './service-function.ts';

/**
 * Runs a function every so often, and no run twice: the next one does what a failed one left, so a repeat would only
 * stand beside it.
 */
export const runEvery = (
  scope: Construct,
  id: string,
  how: {
    fn: ServiceFunction;
    every: Duration;
    description: string;
    /** A run that is later helps nobody. */ maxAge: Duration;
  },
): void => {
  const once = { retryAttempts: 0, maxEventAge: how.maxAge };
  new Rule(scope, id, {
    description: how.description,
    schedule: Schedule.rate(how.every),
    // This is about what the rule can't hand over…
    targets: [new LambdaFunction(how.fn, once)],
  });
  // …and this about what Lambda took: by itself it repeats a failed run twice, and keeps a throttled one for six hours.
  how.fn.configureAsyncInvoke(once);
};

import { beforeAll, describe, expect, test } from 'vitest';
import { parseConfig } from '../../lib/read-config.ts';
import { type CloudModel, readModel } from '../../local/stacks/model.ts';
import { makeResolve } from '../../local/stacks/resolve.ts';
import { localConfig, synthesize } from '../../local/stacks/synthesize.ts';
import { ASSEMBLY } from '../embedded-cloud.ts';
import { type FunctionSetup, functionSetups } from './functions.ts';
import { personFunctions } from './person-functions.ts';

const PREFIX = 'outbound-email-local-';
/** What nobody calls and no queue reaches while mails are on their way. */
const appointments =
  'What happens to appointments in every order, with crashes between any two calls, is in test/appointments/orders.prop.test.ts.';
const sequences =
  'What enrolments meet in every order, with crashes between any two calls, is in test/sequences/orders.prop.test.ts.';
const leads =
  'What leads meet in every order, with crashes between any two calls, is in test/leads/orders.prop.test.ts.';
const digests =
  'What becomes of digests that are late, doubled or broken off is in test/digests/send.test.ts.';
const operations =
  'What becomes of alerts that come twice, in any order, or are broken off is in test/operations/alerts.test.ts.';
const leftOut = new Map([
  ['operations-events', operations],
  ['operations-timers', operations],
  ['operations-due', operations],
  ['digests-send', digests],
  ['digests-events', digests],
  ['digests-timers', digests],
  ['digests-due', digests],
  ['activities-events', 'Activities send no mail: their tests say what becomes of them.'],
  ['leads-events', leads],
  ['leads-timers', leads],
  ['leads-due', leads],
  ['sequences-events', sequences],
  ['sequences-timers', sequences],
  ['sequences-due', sequences],
  ['conversations-record', 'It tells the bus what has settled, and nobody in the simulation hears it.'],
  ['appointments-events', appointments],
  ['appointments-timers', appointments],
  ['appointments-due', appointments],
  ['appointments-replan', appointments],
  ['sync-suppressions', 'It reads what Mailgun suppresses; the simulated Mailgun keeps no lists.'],
]);

let model: CloudModel;
beforeAll(async () => {
  const assembly = await synthesize(localConfig(parseConfig('', 'app.yaml')), ASSEMBLY);
  model = readModel(assembly, makeResolve(assembly, { publicUrl: 'http://local', sqsUrl: 'http://local' }));
});

/** What a stack says of a function, in the simulation's words. */
const asDeployed = (name: string) => {
  const functionName = PREFIX + name;
  const timeoutMs = (model.functions.find((fn) => fn.FunctionName === functionName)?.Timeout ?? 0) * 1000;
  const [mapping] = model.mappings.filter((one) => one.functionName === functionName);
  const rule = model.rules.find((one) => one.functionName === functionName);
  return {
    timeoutMs,
    ...(mapping && { batchSize: mapping.batchSize, concurrency: mapping.concurrency }),
    ...(rule && { everyMs: rule.everyMs }),
  };
};

const asSimulated = ({ timeoutMs, concurrency, trigger }: FunctionSetup) => ({
  timeoutMs,
  ...(trigger.kind === 'queue' && { batchSize: trigger.batchSize, concurrency }),
  ...(trigger.kind === 'rule' && { everyMs: trigger.everyMs }),
});

const simulated = [...functionSetups, ...personFunctions];

describe('the simulation', () => {
  test.each(simulated.map((setup) => [setup.name, setup] as const))(
    'runs %s with the time, the batches and the concurrency of its stack',
    (name, setup) => {
      expect(asSimulated(setup)).toEqual(asDeployed(name));
    },
  );

  test('runs every function that a queue or a clock starts, or says why it does not', () => {
    const started = [...model.mappings, ...model.rules].map(({ functionName }) =>
      functionName.slice(PREFIX.length),
    );
    const known = [...simulated.map(({ name }) => name), ...leftOut.keys()];
    expect([...new Set(started)].filter((name) => !known.includes(name))).toEqual([]);
  });
});

import { writeFileSync } from 'node:fs';
import { timeAccept } from './accept.ts';
import { timeColdImports } from './cold-import.ts';
import { measureColdStarts } from './cold-starts.ts';
import {
  type FunctionCost,
  meterScenario,
  priceOfMillion,
  type ScenarioCost,
  scenarios,
  sqsRequests,
  totalsOf,
  withOneEvent,
} from './cost.ts';
import { loadDigests } from './digests.ts';
import { measureFootprint } from './footprint.ts';
import { measureGrowth } from './growth.ts';
import { loadLimiter } from './limiter.ts';
import { loadSequences } from './sequences.ts';
import { sizesOfBuiltIns, timeRendering } from './render.ts';
import { short } from './statistics.ts';

/** At this limit mail is dear: functions sleep between its slots. */
const PER_MINUTE = 300;

const print = (title: string, rows: readonly object[]): void => {
  console.log(`\n${title}`);
  console.table(
    rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([key, value]) => [
          key,
          typeof value === 'number' ? short(value) : (value as string),
        ]),
      ),
    ),
  );
};

const limiter = async (): Promise<unknown> => {
  const rows = [];
  for (const perMinute of [300, 3000, 30_000]) {
    for (const workers of [1, 4, 16]) rows.push(await loadLimiter(perMinute, workers));
  }
  print('Limiter: the busiest 60 s over the limit, and the share of the limit that is used', rows);
  return rows;
};

const columns = (fn: FunctionCost) => ({
  function: fn.name,
  writes: fn.writeUnits,
  bodies: fn.bodyWriteUnits,
  indexes: fn.indexWriteUnits,
  reads: fn.readUnits,
  sqs: fn.sqsRequests,
  bus: fn.busEvents,
  timers: fn.timers,
  invocations: fn.invocations,
  lambdaMs: fn.lambdaMs,
});

const aims = (cost: ScenarioCost) => ({
  scenario: cost.scenario,
  'writes to accept and deliver': cost.functions
    .filter(({ name }) => !['webhook', 'track'].includes(name))
    .reduce((sum, { writeUnits }) => sum + writeUnits, 0),
  'SQS requests with one event': sqsRequests(withOneEvent(cost)),
});

const prices = (cost: ScenarioCost) =>
  [withOneEvent(cost), cost].map((priced, i) => {
    const usd = priceOfMillion(priced, cost.scenario.includes('one by one') ? 1 : 0.01);
    return { scenario: cost.scenario, events: i + 1, ...usd, ...totalsOf(usd) };
  });

const cost = async (): Promise<unknown> => {
  const costs: ScenarioCost[] = [];
  for (const scenario of scenarios) costs.push(await meterScenario(scenario, PER_MINUTE));
  for (const one of costs) {
    print(`What a mail asks of AWS: ${one.scenario}, at ${PER_MINUTE} a minute`, one.functions.map(columns));
  }
  print('For each mail, against the aims of 3 and 2', costs.map(aims));
  const million = costs.flatMap(prices);
  print('USD for a million mails; `core` is without indexes, bus, logs and traces', million);
  return { costs, usdPerMillion: million };
};

const growth = async (): Promise<unknown> => {
  const rows = await measureGrowth();
  print('Growth: what a mail costs with more and more messages in the table', rows);
  return rows;
};

const accept = async (): Promise<unknown> => {
  const times = await timeAccept();
  print('Accept: time for each e-mail, over a bare handler on the same API', [times]);
  return times;
};

const coldStarts = async (): Promise<unknown> => {
  const rows = await measureColdStarts();
  print('Cold starts: from import to the first answer, over a function that does nothing', rows);
  return rows;
};

const render = async (): Promise<unknown> => {
  const rates = await timeRendering();
  print('Rendering: renderings a second of a summary with 20 rows, over ours', [rates]);
  const sizes = await sizesOfBuiltIns();
  print('Bytes of the built-in mails; the aim is 40,000', sizes);
  const imports = await timeColdImports();
  print('Cold import of the render path, over the DynamoDB client', imports);
  return { rates, sizes, imports };
};

const footprint = async (): Promise<unknown> => {
  const rows = await measureFootprint();
  if (rows === undefined) console.log('\nFootprint: only Linux tells what a process holds');
  else print('Footprint: MB that npm start holds in all its processes; the aim is 500 at rest', rows);
  return rows;
};

const sequences = async (): Promise<unknown> => {
  const rows = await loadSequences();
  print('Sequences: many at once, some who get nothing, and a long outage', rows);
  return rows;
};

const digests = async (): Promise<unknown> => {
  const load = await loadDigests();
  print('Digests: many reps with one hour, in seconds of the service’s clock; `overLimiter` is a ratio', [
    load,
  ]);
  return load;
};

const sections = new Map(
  Object.entries({ limiter, cost, growth, accept, coldStarts, render, footprint, sequences, digests }),
);

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !sections.has(name));
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(', ')}; name one or more of ${[...sections.keys()].join(', ')}.`);
  process.exit(1);
}
const report: Record<string, unknown> = {};
for (const [name, measure] of sections) {
  if (asked.length === 0 || asked.includes(name)) report[name] = await measure();
}
writeFileSync('bench/report.json', `${JSON.stringify(report, null, 2)}\n`);
console.log('\nIn full: bench/report.json');
process.exit(0);

import { writeFileSync } from 'node:fs';
import { timeAccept } from './accept.ts';
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
import { measureGrowth } from './growth.ts';
import { loadLimiter } from './limiter.ts';
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

const limiter = [];
for (const perMinute of [300, 3000, 30_000]) {
  for (const workers of [1, 4, 16]) limiter.push(await loadLimiter(perMinute, workers));
}
print('Limiter: the busiest 60 s over the limit, and the share of the limit that is used', limiter);

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

const costs: ScenarioCost[] = [];
for (const scenario of scenarios) costs.push(await meterScenario(scenario, PER_MINUTE));
const million = costs.flatMap((cost) =>
  [withOneEvent(cost), cost].map((priced, i) => {
    const usd = priceOfMillion(priced, cost.scenario.includes('one by one') ? 1 : 0.01);
    return { scenario: cost.scenario, events: i + 1, ...usd, ...totalsOf(usd) };
  }),
);
const perMail = costs.map((cost) => ({
  scenario: cost.scenario,
  'writes to accept and deliver': cost.functions
    .filter(({ name }) => !['webhook', 'track'].includes(name))
    .reduce((sum, { writeUnits }) => sum + writeUnits, 0),
  'SQS requests with one event': sqsRequests(withOneEvent(cost)),
}));
for (const cost of costs) {
  print(`What a mail asks of AWS: ${cost.scenario}, at ${PER_MINUTE} a minute`, cost.functions.map(columns));
}
print('For each mail, against the aims of 3 and 2', perMail);
print(
  'USD for a million mails, with one event of Mailgun or two; `core` is without indexes, bus, logs, traces',
  million,
);

const growth = await measureGrowth();
print('Growth: what a mail costs with more and more messages in the table', growth);

const accept = await timeAccept();
print('Accept: time for each e-mail, over a bare handler on the same API', [accept]);

const coldStarts = await measureColdStarts();
print('Cold starts: from import to the first answer, over a function that does nothing', coldStarts);

writeFileSync(
  'bench/report.json',
  `${JSON.stringify({ limiter, costs, usdPerMillion: million, growth, accept, coldStarts }, null, 2)}\n`,
);
console.log('\nAll of it in full: bench/report.json');
process.exit(0);

import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { runChaos } from './run-chaos.ts';

const { values } = parseArgs({
  options: { messages: { type: 'string', default: '10000' }, seed: { type: 'string' } },
});
const seed = Number(values.seed ?? randomInt(2 ** 31));
console.log(`Chaos with seed ${seed}: repeat it with npm run chaos -- --seed ${seed}`);
const report = await runChaos({ messages: Number(values.messages), seed });
const { faults, lost, duplicates, stuck, wrongStatus, wrongCounters } = report;
for (const [kind, count] of Object.entries(faults).sort(([, a], [, b]) => b - a)) {
  console.log(`${String(count).padStart(7)}  ${kind}`);
}
console.table([{ messages: report.messages, lost, duplicates, stuck, wrongStatus, wrongCounters }]);
console.log(JSON.stringify(report));
process.exit(lost + duplicates + stuck + wrongStatus + wrongCounters === 0 ? 0 : 1);

import { readOptions, usage } from '../local/rehearsal/options.ts';
import { rehearse } from '../local/rehearsal/run.ts';

const print = (line: string): void => console.log(line);
const asked = readOptions(process.argv.slice(2));
switch (asked.is) {
  case 'help':
    print(usage);
    break;
  case 'refused':
    console.error(asked.why);
    process.exit(1);
    break;
  case 'run':
    process.exit(await rehearse(asked, print));
}

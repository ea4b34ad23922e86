import { rehearse } from '../local/rehearsal/run.ts';

process.exit(await rehearse((line) => console.log(line)));

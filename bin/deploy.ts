import { main } from '../lib/deploy/main.ts';

process.exitCode = await main('deploy', process.argv.slice(2));

import { main } from '../lib/deploy/main.ts';

process.exitCode = await main('bootstrap', process.argv.slice(2));

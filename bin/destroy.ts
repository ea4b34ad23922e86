import { main } from '../lib/deploy/main.ts';

process.exitCode = await main('destroy', process.argv.slice(2));

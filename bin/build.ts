import { bundleFunctions } from '../lib/bundles.ts';

const started = performance.now();
const names = await bundleFunctions('dist');
console.log(`${names.length} functions bundled into dist/ in ${Math.round(performance.now() - started)} ms`);

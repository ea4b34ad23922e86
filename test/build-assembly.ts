import { parseConfig } from '../lib/read-config.ts';
import { localConfig, synthesize } from '../local/stacks/synthesize.ts';
import { ASSEMBLY } from './embedded-cloud.ts';

/** Bundles and synthesizes once, before any test file starts a cloud from it. */
export default async function buildAssembly(): Promise<void> {
  await synthesize(localConfig(parseConfig('', 'app.yaml')), ASSEMBLY);
}

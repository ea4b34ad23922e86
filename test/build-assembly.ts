import { parseConfig } from '../lib/read-config.ts';
import { localConfig } from '../local/stacks/synthesize.ts';
import { ACME_YAML, assemblyFor } from './embedded-cloud.ts';

/** Bundles and synthesizes before any test file starts a cloud: two that built the same at once would spoil it. */
export default async function buildAssemblies(): Promise<void> {
  for (const appYaml of [undefined, ACME_YAML]) {
    await assemblyFor(localConfig(parseConfig(appYaml ?? '', 'app.yaml')), appYaml);
  }
}

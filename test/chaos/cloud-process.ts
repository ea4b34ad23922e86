import * as z from 'zod';
import { startTestCloud } from '../embedded-cloud.ts';
import { type FromCloud, toCloudSchema } from './cloud-protocol.ts';

/** The embedded cloud in a process of its own, so that it can be killed outright. */
const [dataDir, appYaml] = z.tuple([z.string(), z.string()]).parse(process.argv.slice(2));

const tell = (message: FromCloud): void => void process.send?.(message);
const asked = new Map<string, (url: string) => void>();

process.on('message', (raw) => {
  const message = toCloudSchema.parse(raw);
  switch (message.type) {
    case 'via':
      asked.get(message.what)?.(message.url);
      return;
    case 'crash':
      cloud.functions.find((fn) => fn.crash(message.environment));
      tell({ type: 'crashed', environment: message.environment });
      return;
    case 'stop':
      void cloud.stop({ keepData: true }).then(() => process.exit(0));
  }
});
// Whoever started this is gone.
process.on('disconnect', () => process.exit(1));

const cloud = await startTestCloud({
  appYaml,
  dataDir,
  quiet: true,
  via: (what, url) =>
    new Promise((resolve) => {
      asked.set(what, resolve);
      tell({ type: 'via', what, url });
    }),
});
tell({ type: 'ready', url: cloud.url });

import { globSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { build } from 'esbuild';

/** `functions/outbox/deliver.handler.ts` is bundled as `outbox-deliver`. */
export const bundleName = (handlerFile: string): string => {
  const match = /functions[/\\]([^/\\]+)[/\\]([^/\\]+)\.handler\.ts$/.exec(handlerFile);
  if (match?.[1] === undefined || match[2] === undefined) throw new Error(`${handlerFile} is no handler`);
  return `${match[1]}-${match[2]}`;
};

/** Bundles every handler into a folder of its own with all it uses, and answers their names. */
export const bundleFunctions = async (outDir: string): Promise<string[]> => {
  const files = globSync('functions/*/*.handler.ts').sort();
  await rm(outDir, { recursive: true, force: true });
  await build({
    entryPoints: files.map((file) => ({ in: file, out: `${bundleName(file)}/index` })),
    outdir: outDir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    // Some dependencies are CommonJS and `require` what Node brings.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  return files.map(bundleName);
};

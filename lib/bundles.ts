import { globSync } from 'node:fs';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions, type Plugin } from 'esbuild';
import { openApiDocument } from '../functions/openapi/document.ts';
import { builtIns } from '../templates/built-in.ts';
import { compileBuiltIn } from '../templates/compile.ts';
import { allRoutes } from './all-routes.ts';

/** The sources are beside this file, whichever folder a command is run in. */
const ROOT = path.dirname(import.meta.dirname);

/** `functions/outbox/deliver.handler.ts` is bundled as `outbox-deliver`. */
export const bundleName = (handlerFile: string): string => {
  const match = /functions[/\\]([^/\\]+)[/\\]([^/\\]+)\.handler\.ts$/.exec(handlerFile);
  if (match?.[1] === undefined || match[2] === undefined) throw new Error(`${handlerFile} is no handler`);
  return `${match[1]}-${match[2]}`;
};

/** caniemail reads its data from a file beside it, which a bundle has not. */
const caniemailData: Plugin = {
  name: 'caniemail-data',
  setup: (bundling) => {
    bundling.onLoad({ filter: /[/\\]caniemail[/\\]dist[/\\]json\.js$/ }, () => ({
      contents: "export { default as caniEmailJson } from '../data/caniemail.json';",
    }));
  },
};

/** How everything that runs in Lambda is bundled. */
export const bundling = {
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
    js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
  },
  plugins: [caniemailData],
  logLevel: 'warning',
} as const satisfies BuildOptions;

/** Bundles every handler into a folder of its own with all it uses, and answers their names. */
export const bundleFunctions = async (outDir: string): Promise<string[]> => {
  const files = globSync('functions/*/*.handler.ts', { cwd: ROOT }).sort();
  await rm(outDir, { recursive: true, force: true });
  await build({
    entryPoints: files.map((file) => ({ in: file, out: `${bundleName(file)}/index` })),
    absWorkingDir: ROOT,
    outdir: path.resolve(outDir),
    ...bundling,
  });
  await Promise.all([writeBuiltIns(outDir), writeApiDescription(outDir), writeViewer(outDir)]);
  return files.map(bundleName);
};

/** The API's description is made of the routes that rooms declare. */
const writeApiDescription = async (outDir: string): Promise<void> => {
  const document = openApiDocument(await allRoutes());
  await writeFile(`${outDir}/openapi-openapi/openapi.json`, JSON.stringify(document));
};

/** What shows the description in a browser: Swagger UI as its package has it, and our page around it. */
const writeViewer = async (outDir: string): Promise<void> => {
  const folder = `${outDir}/openapi-openapi/viewer`;
  await mkdir(folder, { recursive: true });
  const swaggerUi = path.dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')));
  await Promise.all([
    cp(path.join(ROOT, 'functions/openapi/viewer'), folder, { recursive: true }),
    ...['swagger-ui-bundle.js', 'swagger-ui.css'].map((file) =>
      cp(path.join(swaggerUi, file), path.join(folder, file)),
    ),
  ]);
};

/** The built-in templates are data of the function that seeds them; their MJML is compiled here, and nowhere else. */
const writeBuiltIns = async (outDir: string): Promise<void> => {
  const compiled = await Promise.all(builtIns.map((builtIn) => compileBuiltIn(builtIn)));
  await writeFile(`${outDir}/templates-seed/built-ins.json`, JSON.stringify(compiled));
};

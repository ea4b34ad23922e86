import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { checkSource } from '../functions/rendering/engine/compile.ts';
import { describeFault, TemplateFault } from '../functions/rendering/engine/template-fault.ts';
import { compileMjml, MjmlError } from '../templates/compile.ts';

const usage = `Compiles MJML with tags of ours to the HTML that a template holds.

  npm run templates:compile -- offer.mjml                 prints it
  npm run templates:compile -- offer.mjml --out offer.html

The file may use <partial name="…"> with the parts of templates/shared/partials.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string' }, help: { type: 'boolean' } },
});
const [file] = positionals;

/** What is wrong with the file, in one line. */
const plainWords = (error: unknown): string | undefined => {
  if (error instanceof TemplateFault) return `${file ?? ''}: in the compiled HTML: ${describeFault(error)}`;
  if (error instanceof MjmlError) return error.message;
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
    ? `${file ?? ''}: there is no such file`
    : undefined;
};

if (file === undefined || values.help === true) {
  console.log(usage);
  process.exit(values.help === true ? 0 : 1);
}
try {
  const html = await compileMjml(readFileSync(file, 'utf8'), file);
  checkSource(html, 'html');
  if (values.out === undefined) console.log(html);
  else writeFileSync(values.out, html);
} catch (error) {
  console.error(plainWords(error) ?? error);
  process.exit(1);
}

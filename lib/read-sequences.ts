import { isUtf8 } from 'node:buffer';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Document, isAlias, isMap, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import * as z from 'zod';
import { type Config, ConfigError } from '../functions/platform/config.ts';
import { valueAt } from '../functions/platform/json.ts';
import { asLine } from '../functions/platform/one-line.ts';
import { type Definition, definitionSchema, type Definitions } from '../functions/sequences/definition.ts';
import { name } from '../functions/sequences/step.ts';
import { builtIns } from '../templates/built-in.ts';
import { variable } from './environment-variable.ts';
import { whyNot } from './file-fault.ts';

/** Where sequences are: beside the sources, unless `SEQUENCES_DIR` names another folder, which has to be there. */
const namedDir = variable('SEQUENCES_DIR');
export const SEQUENCES_DIR = namedDir ?? path.resolve(import.meta.dirname, '../sequences');

const MOST_BYTES = 65_536;
const LONGEST_SHOWN = 100;

/** Where a fault is, in the words of app.yaml's: file, line, path, value, what is allowed. */
interface Place {
  file: string;
  document: Document;
  lines: LineCounter;
}

/**
 * Reads every `<name>.yaml` of a folder; one that is missing has none, unless somebody named it.
 * @throws ConfigError for the first fault, in one line.
 */
export const readSequences = (folder: string, named = namedDir): Definitions => {
  if (!existsSync(folder)) {
    if (folder !== named) return {};
    const shown = JSON.stringify(folder);
    throw new ConfigError(`SEQUENCES_DIR is ${shown}; allowed: a folder that is there, or no such variable`);
  }
  if (!statSync(folder).isDirectory())
    throw new ConfigError(`${folder}: it is no folder; allowed: a folder of sequences, by SEQUENCES_DIR`);
  // Editors keep files of their own that begin with a dot.
  const files = readable(folder, () => readdirSync(folder)).filter((file) => /^[^.].*\.ya?ml$/i.test(file));
  return Object.fromEntries(files.sort().map((file) => readOne(folder, file)));
};

const readable = <T>(file: string, read: () => T): T => {
  try {
    return read();
  } catch (cause) {
    throw new ConfigError(`${file} can't be read: ${whyNot(cause)}`, { cause });
  }
};

const offSchema = z.object({ off: z.array(z.string()).default([]) }).default({ off: [] });

/**
 * What `sequences.off` names that has no file: one that is mistyped, or a sequence whose file is gone while its
 * enrolments rest.
 */
export const offWithoutFile = (
  { sections }: Pick<Config, 'sections'>,
  definitions: Readonly<Record<string, unknown>>,
): string[] => offSchema.parse(sections['sequences']).off.filter((one) => !Object.hasOwn(definitions, one));

/** Says so to whoever starts or deploys. */
export const warnOfOff = (...asked: Parameters<typeof offWithoutFile>): void => {
  for (const name of offWithoutFile(...asked))
    console.warn(`app.yaml: sequences.off names ${name}, of which there is no file ${name}.yaml.`);
};

const readOne = (folder: string, basename: string): [string, Definition] => {
  const file = `${path.basename(folder)}/${basename}`;
  const sequence = path.parse(basename).name;
  const named = name('name').safeParse(sequence);
  if (!named.success || !basename.endsWith('.yaml')) {
    throw new ConfigError(
      `${file}: its name is "${basename}"; allowed: a name of a-z, 0-9 and _, starting with a letter, with the ending .yaml`,
    );
  }
  const found = statSync(path.join(folder, basename), { throwIfNoEntry: false });
  if (found?.isFile() !== true)
    throw new ConfigError(`${file}: it is no file; allowed: a file, or a link to one that is there`);
  const { size } = found;
  if (size > MOST_BYTES)
    throw new ConfigError(`${file}: it has ${size} bytes; allowed: at most ${MOST_BYTES}`);
  const bytes = readable(file, () => readFileSync(path.join(folder, basename)));
  return [sequence, parseSequence(asText(bytes, file), file)];
};

/** What is no UTF-8 would be read as other characters than it was written in. */
const asText = (bytes: Buffer, file: string): string => {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  // No character but the end of a line has its byte.
  const lines = bytes.toString('latin1').split('\n');
  const line = lines.findIndex((one) => !isUtf8(Buffer.from(one, 'latin1'))) + 1;
  throw new ConfigError(`${file}:${line}: it has bytes that are no text; allowed: text in UTF-8`);
};

/** Reads the text of a sequence. @throws ConfigError for its first fault, in one line. */
export const parseSequence = (source: string, file: string): Definition => {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, logLevel: 'error', prettyErrors: false });
  // What is only warned of, such as a tag that nobody knows, may mean something else than it says.
  const [broken] = [...document.errors, ...document.warnings];
  if (broken !== undefined) {
    const { line } = lines.linePos(broken.pos[0]);
    const said = asLine(broken.message.split('\n')[0] ?? '');
    // The library says of a doubled key where it stands, and no more.
    const key = broken.code === 'DUPLICATE_KEY' ? `: ${keyAt(source, broken.pos[0])}` : '';
    throw new ConfigError(`${file}:${line}: not valid YAML: ${said}${key}`);
  }
  refuseAliases(document, { file, lines });
  const parsed = definitionSchema.safeParse(document.toJS());
  const place = { file, document, lines };
  if (!parsed.success) throw faultOf(parsed.error, place);
  refuseOtherCategories(parsed.data, place);
  return parsed.data;
};

const keyAt = (source: string, offset: number): string =>
  shortened(/^[^:\n]*/.exec(source.slice(offset))?.[0].trim() ?? '');

/** Two places that are one are more than anybody needs here, and may hide a bomb. */
const refuseAliases = (document: Document, { file, lines }: Omit<Place, 'document'>): void => {
  visit(document, {
    Alias: (_key, node) => {
      const { line } = lines.linePos(node.range?.[0] ?? 0);
      throw new ConfigError(`${file}:${line}: an alias stands here; allowed: each value where it is used`);
    },
  });
};

const refuseOtherCategories = ({ steps }: Definition, place: Place): void => {
  const categories = new Map(builtIns.map((builtIn) => [builtIn.name, builtIn.category]));
  steps.forEach((step, i) => {
    const category = 'send' in step ? (categories.get(step.send) ?? 'marketing') : 'marketing';
    if (category === 'marketing') return;
    throw told(place, ['steps', i, 'send'], 'a template of the category marketing');
  });
};

const faultOf = (error: z.ZodError, place: Place): ConfigError => {
  const [first] = error.issues;
  if (first === undefined) return new ConfigError(`${place.file}: a sequence is needed`);
  const { issue, at } = deepest(first, []);
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const where = at.length === 0 ? 'a sequence' : asPath(at);
    return told(place, [...at, key], `no key of this name in ${where}`);
  }
  return told(place, at, issue.message);
};

/** Of a choice that none of its forms fits, the fault of the form that comes nearest. */
const deepest = (
  issue: z.core.$ZodIssue,
  before: readonly PropertyKey[],
): { issue: z.core.$ZodIssue; at: PropertyKey[] } => {
  const at = [...before, ...issue.path];
  if (issue.code !== 'invalid_union') return { issue, at };
  const forms = issue.errors.filter((form) => form.length > 0).toSorted((a, b) => a.length - b.length);
  const [nearest, next] = forms;
  const [inner] = nearest ?? [];
  // Where several come as near, what is said of all of them is the better word.
  const isClear = inner !== undefined && (next === undefined || (nearest?.length ?? 0) < next.length);
  return isClear ? deepest(inner, at) : { issue, at };
};

const asPath = (at: readonly PropertyKey[]): string => at.map(String).join('.');

const told = ({ file, document, lines }: Place, at: readonly PropertyKey[], allowed: string): ConfigError => {
  const { line } = lines.linePos(offsetOf(document, at));
  const found = valueAt(document.toJS(), at);
  const value = found === undefined ? 'missing' : JSON.stringify(found);
  const where = asLine(asPath(at)) || 'the document';
  return new ConfigError(`${file}:${line}: ${where} is ${shortened(value)}; allowed: ${allowed}`);
};

const shortened = (value: string): string =>
  value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN).toWellFormed()}…` : value;

/** Where a value stands in the file: where its key does, if it has one; what is missing stands where its parent does. */
const offsetOf = (document: Document, at: readonly PropertyKey[]): number => {
  for (let depth = at.length; depth > 0; depth -= 1) {
    const parent: unknown = depth === 1 ? document.contents : document.getIn(at.slice(0, depth - 1), true);
    const name = at[depth - 1];
    const pair = isMap(parent)
      ? parent.items.find(({ key }) => isScalar(key) && key.value === name)
      : undefined;
    const node: unknown = pair?.key ?? document.getIn(at.slice(0, depth), true);
    const start = isNode(node) && !isAlias(node) ? node.range?.[0] : undefined;
    if (start !== undefined) return start;
  }
  return 0;
};

import type { NamedTemplate } from '../../functions/outbox/accept/check-request.ts';
import { contentHash } from '../../functions/platform/ids.ts';
import type { Catalogue } from '../../functions/rendering/catalogue.ts';
import type { TemplateVersion } from '../../functions/rendering/template.ts';
import { builtIns } from '../../templates/built-in.ts';
import { compileBuiltIn, type CompiledBuiltIn } from '../../templates/compile.ts';

let compiling: Promise<CompiledBuiltIn[]> | undefined;

/** The built-in templates as a deployment brings them; compiled once. */
export const compiledBuiltIns = (): Promise<CompiledBuiltIn[]> =>
  (compiling ??= Promise.all(builtIns.map((builtIn) => compileBuiltIn(builtIn))));

const compiled = await compiledBuiltIns();

/** The first version of a built-in. */
export const builtInVersion = (name: string): TemplateVersion => {
  const found = compiled.find((builtIn) => builtIn.name === name);
  if (found === undefined) throw new Error(`There is no built-in ${name}`);
  return { ...found.content, name, version: 1, hash: contentHash(found.content) };
};

/** What looking up the template of a request gives, when there are the built-ins and no others. */
export const namedTemplate = (content: unknown): NamedTemplate | undefined => {
  if (typeof content !== 'object' || content === null || !('template' in content)) return undefined;
  const { template } = content;
  if (typeof template !== 'string') return undefined;
  const names = compiled.map(({ name }) => name);
  return names.includes(template)
    ? { kind: 'active', template: builtInVersion(template) }
    : { kind: 'none', why: 'unknown', names };
};

/** A catalogue of the built-ins alone. */
export const catalogueOf = (): Catalogue => ({
  active: (name) => {
    const named = namedTemplate({ template: name });
    return Promise.resolve(named?.kind === 'active' ? named : { kind: 'none', why: 'unknown' });
  },
  pinned: (name) => Promise.resolve(builtInVersion(name)),
  names: () => Promise.resolve(compiled.map(({ name }) => name)),
});

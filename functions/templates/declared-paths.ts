import { COMPUTED, EACH, type PathRead } from '../rendering/engine/reads.ts';
import type { SourcePlace } from '../rendering/engine/template-fault.ts';
import { systemVariables } from '../rendering/system-variables.ts';
import { someOf, type Variable, type Variables } from '../rendering/variables.ts';

const text: Variable = { type: 'string' };

export interface UndeclaredPath {
  detail: string;
  place: SourcePlace;
}

/** Paths that a source reads and nobody declares; each once. */
export const undeclaredPaths = (variables: Variables, reads: readonly PathRead[]): UndeclaredPath[] => {
  const faults = new Map<string, UndeclaredPath>();
  const declared = someOf(Object.keys(variables)) || 'none';
  for (const { names, place } of reads) {
    const why = whyUndeclared(variables, names, declared);
    if (why !== undefined && !faults.has(why)) faults.set(why, { detail: why, place });
    if (faults.size === MAX_FAULTS) break;
  }
  return [...faults.values()];
};

/** More than anybody mends at a time. */
const MAX_FAULTS = 200;

/** The variable that a path reads; undefined where none is declared. */
export const variableAt = (variables: Variables, names: readonly string[]): Variable | undefined => {
  const [first, ...rest] = names;
  return rest.reduce<Variable | undefined>(
    (variable, name) => {
      if (variable?.type === 'array') return variable.items;
      const { properties = {} } = variable ?? {};
      return Object.hasOwn(properties, name) ? properties[name] : undefined;
    },
    rootAt(variables, first),
  );
};

const rootAt = (variables: Variables, name = ''): Variable | undefined => {
  if (Object.hasOwn(variables, name)) return variables[name];
  return Object.hasOwn(systemVariables, name) ? systemVariables[name] : undefined;
};

const whyUndeclared = (
  variables: Variables,
  names: readonly string[],
  declared: string,
): string | undefined => {
  const [first, ...rest] = names;
  if (first === undefined) return '"it" itself shows nothing; read one of its variables, such as it.name.';
  if (first === COMPUTED) return undefined;
  const variable = rootAt(variables, first);
  if (variable === undefined) {
    return `"it.${first}" is not declared; declare "${first}" in variables. Declared: ${declared}.`;
  }
  return walk(variable, rest, `it.${first}`);
};

const walk = (variable: Variable, names: readonly string[], path: string): string | undefined => {
  const [name, ...rest] = names;
  if (name === undefined) return undefined;
  switch (variable.type) {
    case 'array':
      if (name === 'length' && rest.length === 0) return undefined;
      if (name === EACH || /^\d+$/.test(name)) {
        return variable.items && walk(variable.items, rest, name === EACH ? `${path}[]` : `${path}[${name}]`);
      }
      return `"${path}" is an array and has no "${name}".`;
    case 'object':
      if (name === EACH) return `"${path}" is an object; a loop walks over an array.`;
      if (variable.properties === undefined) return undefined;
      if (!Object.hasOwn(variable.properties, name)) {
        return `"${path}.${name}" is not declared; "${path}" has ${someOf(Object.keys(variable.properties))}.`;
      }
      return walk(variable.properties[name] ?? text, rest, `${path}.${name}`);
    case 'string':
      if (name === 'length' && rest.length === 0) return undefined;
      return name === EACH
        ? `"${path}" is a string; a loop walks over an array.`
        : `"${path}" is a string and has no "${name}".`;
    case 'number':
    case 'integer':
    case 'boolean':
      return name === EACH
        ? `"${path}" is a ${variable.type}; a loop walks over an array.`
        : `"${path}" is a ${variable.type} and has no "${name}".`;
  }
};

import * as z from 'zod';
import { type ApiDocument, type JsonSchema, nameOf, namesIn, type Operation } from './document.ts';
import { anchorOf } from './markdown.ts';
import { type Names, typeWords } from './types.ts';

/** Longer lists of words stand once, and are linked. */
const LONGEST_LIST = 80;

/** What the operations of a document take and give, by method and path, in its order. */
export const operationsIn = ({ paths }: Pick<ApiDocument, 'paths'>) =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      route: `${method.toUpperCase()} ${path}`,
      operation,
    })),
  );

/** The schema of a body. */
export const bodySchema = ({ requestBody }: Operation): JsonSchema | undefined =>
  Object.values(requestBody?.content ?? {})[0]?.schema;

/** Statuses of success and of pages for people, with what they hold; errors are told apart. */
export const answersIn = ({ responses }: Operation) =>
  Object.entries(responses)
    .map(([status, { description, content = {}, headers = {} }]) => ({
      status,
      description,
      headers,
      media: Object.entries(content)[0],
    }))
    .filter(({ status, media }) => /^[2345]\d\d$/.test(status) && !isError(status, media?.[0]));

const isError = (status: string, contentType = ''): boolean =>
  !status.startsWith('2') && /json$/.test(contentType);

/** How many operations and schemas refer to each name. */
const usesOf = (document: ApiDocument): Map<string, number> => {
  const operations = operationsIn(document).map(({ operation }) => [
    ...[bodySchema(operation)].flatMap((schema) => (schema ? namesIn(schema) : [])),
    ...operation.parameters.flatMap(({ schema }) => namesIn(schema)),
    ...answersIn(operation).flatMap(({ media }) => (media ? namesIn(media[1].schema) : [])),
  ]);
  const schemas = Object.values(document.components.schemas).map((schema) => namesIn(schema));
  const uses = new Map<string, number>();
  for (const names of [...operations, ...schemas])
    for (const name of new Set(names)) uses.set(name, (uses.get(name) ?? 0) + 1);
  return uses;
};

/** What lists hold, and the forms of an answer that has several: a route says which, and a section what it is. */
const answeredThings = (document: ApiDocument): Set<string> => {
  const { schemas } = document.components;
  const answered = operationsIn(document).flatMap(({ operation }) =>
    answersIn(operation).flatMap(({ media }) => (media ? [media[1].schema] : [])),
  );
  const parts = answered.flatMap((schema) => {
    const own = schemas[nameOf(schema) ?? ''];
    return [own?.properties['items']?.items, ...(own?.anyOf ?? [])];
  });
  return new Set(parts.flatMap((part) => (part && nameOf(part)) ?? []));
};

export interface Sections {
  /** Named schemas that many refer to, with sections of their own, sorted. */
  types: readonly string[];
  /** Named lists of words, sorted. */
  words: readonly string[];
  /** Named bodies, told where the first operation takes them, by its route. */
  bodies: ReadonlyMap<string, string>;
  /** Where a name is described, from within the page. */
  linkTo: Names['linkTo'];
}

/** Decides which names have a section, so that nothing large is told twice, and nothing small far from its place. */
export const sectionsOf = (document: ApiDocument): Sections => {
  const { schemas } = document.components;
  const uses = usesOf(document);
  const bodies = new Map<string, string>();
  for (const { route, operation } of operationsIn(document)) {
    const name = nameOf(bodySchema(operation) ?? { required: [], properties: {} });
    if (name !== undefined && !bodies.has(name)) bodies.set(name, route);
  }
  const answered = answeredThings(document);
  const often = Object.keys(schemas).filter(
    (name) => ((uses.get(name) ?? 0) > 1 || answered.has(name)) && !bodies.has(name),
  );
  const isList = (name: string): boolean => schemas[name]?.enum !== undefined;
  const isThing = (name: string): boolean =>
    Object.keys(schemas[name]?.properties ?? {}).length > 1 || schemas[name]?.allOf !== undefined;
  const isPage = (name: string): boolean =>
    Object.keys(schemas[name]?.properties ?? {}).join() === 'items,next';
  const types = often.filter((name) => isThing(name) && !isPage(name));
  const unlinked: Names = { schemas, linkTo: () => undefined };
  const words = often.filter(
    (name) =>
      isList(name) &&
      typeWords(schemas[name] ?? { required: [], properties: {} }, unlinked).length > LONGEST_LIST,
  );
  const known = new Set([...types, ...bodies.keys()]);
  const listed = new Set(words);
  return {
    types,
    words,
    bodies,
    linkTo: (name) => {
      if (listed.has(name)) return '#words';
      return known.has(name) ? `#${anchorOf(name)}` : undefined;
    },
  };
};

/** An example of each named schema that some operation answers or lists. */
export const examplesOf = (document: ApiDocument): ReadonlyMap<string, unknown> => {
  const found = new Map<string, unknown>();
  const add = (schema: JsonSchema, example: unknown): void => {
    const name = nameOf(schema);
    if (name === undefined) return;
    if (!found.has(name)) found.set(name, example);
    const own = document.components.schemas[name];
    const item = own?.properties['items']?.items;
    const list = z.object({ items: z.array(z.unknown()).min(1) }).safeParse(example);
    if (item !== undefined && list.success) add(item, list.data.items[0]);
    // The first of several forms is the whole one, and what examples show.
    const [first] = own?.anyOf ?? [];
    if (first !== undefined) add(first, example);
  };
  for (const { operation } of operationsIn(document))
    for (const { media } of answersIn(operation)) if (media) add(media[1].schema, media[1].example);
  return found;
};

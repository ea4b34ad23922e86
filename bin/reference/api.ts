import { openApiDocument } from '../../functions/openapi/document.ts';
import type { DocumentedRoute } from '../../functions/openapi/operation.ts';
import { routeKey } from '../../functions/platform/route.ts';
import { documentSchema } from './document.ts';
import { anchorOf, folded, page, table } from './markdown.ts';
import { answerTable, exampleBlock, fieldTable, operationPart } from './operation.ts';
import { examplesOf, operationsIn, sectionsOf } from './sections.ts';
import { sharedFields } from './shared-fields.ts';
import { basesOf, fieldsOf, type Names, typeWords } from './types.ts';

/** The general part, as people write it, and the rows of codes with what to do about each. */
export interface ApiWords {
  general: string;
  errorRows: string;
}

const scopeWords = ({ scope }: Pick<DocumentedRoute, 'scope'>): string => {
  if (scope === null) return 'Needs no key.';
  return `Scope ${[scope]
    .flat()
    .map((one) => `\`${one}\``)
    .join(' or ')}.`;
};

/** docs/api.md: every route by area, then what many of them refer to. */
export const apiReference = (routes: readonly DocumentedRoute[], words: ApiWords): string => {
  const document = documentSchema.parse(openApiDocument(routes));
  const sections = sectionsOf(document);
  const { schemas } = document.components;
  const names: Names = { schemas, linkTo: sections.linkTo };
  const examples = examplesOf(document);
  const byKey = new Map(routes.map((route) => [routeKey(route), route]));
  const operations = operationsIn(document).map(({ route, operation }) => {
    const declared = byKey.get(route);
    if (declared === undefined) throw new Error(`The document has a route that nobody declares: ${route}`);
    const { description, errors } = declared;
    return { route, operation, description, errors, scope: scopeWords(declared) };
  });
  const inArea = (area: string) => operations.filter(({ operation }) => operation.tags[0] === area);
  return page(
    words.general.replace('{{errors}}', words.errorRows).trim(),
    '## Routes',
    table(
      ['area', 'route', 'what it does', 'scope'],
      document.tags.flatMap(({ name }) =>
        inArea(name).map(({ route, operation, scope }, i) => [
          i === 0 ? `[${name}](#${anchorOf(name)})` : '',
          `[\`${route}\`](#${anchorOf(route)})`,
          operation.summary,
          scope.replace(/^Scope |\.$/g, '').replace('Needs no key', ''),
        ]),
      ),
    ),
    ...document.tags.flatMap(({ name, description }) => [
      `## ${name}`,
      description,
      ...inArea(name).map((one) => operationPart(one, sections, names)),
    ]),
    '## Types',
    'What several routes take or give. Those with `Input` in their name are of requests.',
    ...sections.types.map((name) => typePart(name, sections.types, names, examples.get(name))),
    '## Words',
    'Values of fields that have few.',
    table(
      ['name', 'what it is', 'values'],
      sections.words.map((name) => [
        name,
        schemas[name]?.description ?? '',
        (schemas[name]?.enum ?? []).map((value) => `\`${String(value)}\``).join(', '),
      ]),
    ),
  );
};

const typePart = (name: string, others: readonly string[], names: Names, example: unknown): string => {
  const schema = names.schemas[name];
  if (schema === undefined) throw new Error(`No schema is called ${name}`);
  // Only requests say what they need: an answer has what there is.
  const write = schema.additionalProperties === false ? fieldTable : answerTable;
  const [fields, bases] = [fieldsOf(schema, names), basesOf(schema, names)];
  return page(
    `### ${name}`,
    schema.description ?? '',
    bases.length === 0 ? '' : `All fields of ${bases.join(' and ')}, and:`,
    fields.length === 0 ? typeWords(schema, names) : sharedFields(fields, others, names, write),
    example === undefined ? '' : folded('Example', exampleBlock('application/json', example)),
  ).trimEnd();
};

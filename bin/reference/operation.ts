import { errorCodes } from '../../functions/platform/errors.ts';
import type { RouteError } from '../../functions/platform/route.ts';
import { type JsonSchema, nameOf, type Operation } from './document.ts';
import { codeBlock, folded, page, prettyJson, table } from './markdown.ts';
import { answersIn, bodySchema, type Sections } from './sections.ts';
import { sharedFields } from './shared-fields.ts';
import { type Field, fieldsOf, type Names, typeWords } from './types.ts';

/** What a route of the reference is made of, beside its operation in the document. */
export interface DocumentedOperation {
  route: string;
  operation: Operation;
  description: string | undefined;
  scope: string;
  /** What only this route answers; the rest is told once for all. */
  errors: readonly RouteError[];
}

/** A table of fields: none stands twice. */
export const fieldTable = (fields: readonly Field[]): string => {
  const once = fields.filter(({ name }, i) => fields.findIndex((other) => other.name === name) === i);
  return table(
    ['field', 'needed', 'type', 'meaning'],
    once.map(({ name, isNeeded, type, description }) => [
      `\`${name}\``,
      isNeeded ? 'yes' : '',
      type,
      description,
    ]),
  );
};

/** What stands in an answer: there is nothing to be needed. */
export const answerTable = (fields: readonly Field[]): string =>
  fieldTable(fields.map((field) => ({ ...field, isNeeded: false })));

const parameterPart = ({ parameters }: Operation, names: Names): string => {
  if (parameters.every(({ in: place }) => place === 'path')) {
    return parameters
      .map(
        ({ name, schema, description }) =>
          `\`${name}\` in the path: ${typeWords(schema, names)}. ${description}`,
      )
      .join('\n\n');
  }
  return table(
    ['parameter', 'in', 'needed', 'type', 'meaning'],
    parameters.map(({ name, in: place, required, schema, description }) => [
      `\`${name}\``,
      place,
      required ? 'yes' : '',
      typeWords(schema, names),
      description,
    ]),
  );
};

/** An example as it is sent. */
export const exampleBlock = (contentType: string, example: unknown): string =>
  typeof example === 'string'
    ? codeBlock(contentType === 'text/csv' ? 'csv' : 'text', example.trimEnd())
    : codeBlock('json', prettyJson(example));

const bodyPart = ({ route, operation }: DocumentedOperation, sections: Sections, names: Names): string => {
  const schema = bodySchema(operation);
  const [contentType = '', media] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  if (schema === undefined || media === undefined) return '';
  const name = nameOf(schema);
  const isTold = name !== undefined && sections.bodies.get(name) !== route;
  const kind = contentType === 'application/json' ? '' : `, \`${contentType}\``;
  const mayMiss = operation.requestBody?.required === true ? '' : ' (may be left out)';
  const before = [...sections.bodies.keys()].slice(0, [...sections.bodies.keys()].indexOf(name ?? ''));
  const example = media.example === undefined ? '' : exampleBlock(contentType, media.example);
  if (isTold) return page(`**Body**${mayMiss}: ${typeWords(schema, names)}`, example).trimEnd();
  const head =
    name === undefined
      ? [`**Body**${kind}${mayMiss}`]
      : [`#### ${name}`, `The body${mayMiss}. ${described(name, names)}`.trim()];
  return page(
    ...head,
    sharedFields(fieldsOf(inSections(schema, names), names), before, names, fieldTable),
    example,
  ).trimEnd();
};

const described = (name: string, { schemas }: Names): string => schemas[name]?.description ?? '';

/** The schema itself, where its name has a section: this is it. */
const inSections = (schema: JsonSchema, { schemas }: Names): JsonSchema =>
  schemas[nameOf(schema) ?? ''] ?? schema;

const answerPart = (operation: Operation, names: Names): string =>
  page(...answersIn(operation).map((answer) => oneAnswer(answer, names))).trimEnd();

const oneAnswer = (
  { status, description, media, headers }: ReturnType<typeof answersIn>[number],
  names: Names,
): string => {
  const [contentType = '', content] = media ?? [];
  const told = Object.entries(headers).map(([name, header]) => ` Header \`${name}\`: ${header.description}`);
  const said = `**${status}** ${description.replace(/\.$/, '')}`;
  if (content === undefined) return `${said}.${told.join('')}`;
  if (contentType !== 'application/json') return `${said}: \`${contentType}\`.${told.join('')}`;
  const item = pageItem(content.schema, names);
  if (item !== undefined) return `**${status}** [A page](#lists) of ${item}.${told.join('')}`;
  const words = typeWords(content.schema, names);
  const head = `${said}${words === 'object' ? '' : `: ${words}`}.${told.join('')}`;
  if (isLinked(content.schema, names)) return head;
  return page(
    head,
    answerTable(fieldsOf(content.schema, names)),
    folded('Example', exampleBlock(contentType, content.example)),
  ).trimEnd();
};

/** What a page of a list holds, where it is one with a section of its own. */
const pageItem = (schema: JsonSchema, names: Names): string | undefined => {
  const { properties } = inSections(schema, names);
  const item = properties['items']?.items;
  return 'next' in properties && item !== undefined && isLinked(item, names)
    ? typeWords(item, names)
    : undefined;
};

const isLinked = (schema: JsonSchema, { schemas, linkTo }: Names): boolean => {
  const name = nameOf(schema);
  if (name === undefined) return false;
  const choices = schemas[name]?.anyOf ?? [];
  return (
    linkTo(name) !== undefined ||
    (choices.length > 0 && choices.every((one) => isLinked(one, { schemas, linkTo })))
  );
};

const errorPart = (errors: readonly RouteError[]): string => {
  const known = errors.map((code) => `${errorCodes[code].status} \`${code}\``);
  return known.length === 0 ? '' : `**Errors**: ${known.join(', ')}, and [those of every route](#errors).`;
};

/** A route with all that it takes and gives. */
export const operationPart = (one: DocumentedOperation, sections: Sections, names: Names): string =>
  page(
    `### ${one.route}`,
    `**${one.operation.summary}.** ${one.scope}`,
    one.description ?? '',
    parameterPart(one.operation, names),
    bodyPart(one, sections, names),
    answerPart(one.operation, names),
    errorPart(one.errors),
  ).trimEnd();

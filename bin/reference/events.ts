import * as z from 'zod';
import type { DocumentedEvent, EventIn, EventOut } from '../../functions/bus/documented-event.ts';
import { openApiDocument } from '../../functions/openapi/document.ts';
import type { DocumentedRoute } from '../../functions/openapi/operation.ts';
import { collectSchemas } from '../../functions/openapi/schemas.ts';
import { documentSchema, type JsonSchema, jsonSchema } from './document.ts';
import { anchorOf, codeBlock, page, prettyJson, table } from './markdown.ts';
import { answerTable, fieldTable } from './operation.ts';
import { sectionsOf } from './sections.ts';
import { type Field, fieldsOf, type Names } from './types.ts';

const shared = {
  idempotencyKey:
    'The same key is the same occurrence, and is handled once; the id of the event counts when left out.',
};

/** docs/events.md: what comes in by the bus, and what goes out. */
export const eventsReference = (
  events: readonly DocumentedEvent[],
  routes: readonly DocumentedRoute[],
  general: string,
): string => {
  const ins = events.filter((event) => event.direction === 'in');
  const outs = events.filter((event) => event.direction === 'out');
  const collected = collectSchemas(
    ins.map(({ payload }) => payload),
    outs.map(({ detail }) => detail),
  );
  const api = sectionsOf(documentSchema.parse(openApiDocument(routes)));
  const linkTo = (name: string): string | undefined => {
    // The document of the API calls a type of two forms so, where here it has the one of requests alone.
    const link = api.linkTo(name) ?? api.linkTo(`${name}Input`);
    return link === undefined ? undefined : `api.md${link}`;
  };
  const schemas = z.record(z.string(), jsonSchema).parse(collected.components);
  const names: Names = { schemas, linkTo };
  const schemaOf = (schema: z.ZodType, direction: 'request' | 'answer'): JsonSchema => {
    const json = jsonSchema.parse(collected.of(schema, direction));
    return schemas[json.$ref?.split('/').at(-1) ?? ''] ?? json;
  };
  return page(
    general.trim(),
    '## All of them',
    listOf('in', ins),
    listOf('out', outs),
    '## Events in',
    ...ins.map((event, i) => {
      const fields = fieldsOf(schemaOf(event.payload, 'request'), names);
      const same = ins
        .slice(0, i)
        .find(({ payload }) => sameFields(fields, fieldsOf(schemaOf(payload, 'request'), names)));
      return eventIn(event, fields, same);
    }),
    '## Events out',
    ...outs.map((event, i) => {
      const fields = fieldsOf(schemaOf(event.detail, 'answer'), names);
      const same = outs
        .slice(0, i)
        .find(({ detail }) => sameFields(fields, fieldsOf(schemaOf(detail, 'answer'), names)));
      return eventOut(event, fields, same);
    }),
  );
};

const sameFields = (one: readonly Field[], other: readonly Field[]): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

const headingOf = ({ type, direction }: DocumentedEvent): string => `${type} (${direction})`;
const linkOf = (event: DocumentedEvent): string => `[\`${event.type}\`](#${anchorOf(headingOf(event))})`;

const listOf = (name: string, events: readonly DocumentedEvent[]): string =>
  table(
    [name, 'what has happened'],
    events.map((event) => [linkOf(event), event.summary]),
  );

const eventIn = (event: EventIn, fields: readonly Field[], same: EventIn | undefined): string => {
  const common: Field[] = [
    { name: 'id', type: 'text, 1 to 128 characters', isNeeded: true, description: event.id },
    { name: 'idempotencyKey', type: 'text', isNeeded: false, description: shared.idempotencyKey },
  ];
  return page(
    `### ${headingOf(event)}`,
    [
      event.summary,
      event.description ?? '',
      event.route === undefined ? '' : `The same by HTTP: \`${event.route}\`.`,
    ]
      .filter((text) => text !== '')
      .join(' '),
    codeBlock(
      'json',
      prettyJson({ 'detail-type': event.type, source: 'your-system', detail: event.example }),
    ),
    same === undefined ? fieldTable([...common, ...fields]) : `Its fields are those of ${linkOf(same)}.`,
  ).trimEnd();
};

const eventOut = (event: EventOut, fields: readonly Field[], same: EventOut | undefined): string => {
  const pattern = { source: ['outbound-email'], 'detail-type': [event.type] };
  const by = event.sameBy.map((field) => `\`detail.${field}\``).join(', ');
  return page(
    `### ${headingOf(event)}`,
    [event.summary, event.description ?? ''].filter((text) => text !== '').join(' '),
    by === ''
      ? 'Told twice it says the same twice: what is so now counts.'
      : `Told twice it has the same ${by}.`,
    codeBlock(
      'json',
      prettyJson({ 'detail-type': event.type, source: 'outbound-email', detail: event.example }),
    ),
    `Pattern: \`${prettyJson(pattern)}\``,
    same === undefined
      ? answerTable(fields.map((field) => ({ ...field, description: withMissing(field) })))
      : `Its fields are those of ${linkOf(same)}.`,
  ).trimEnd();
};

const withMissing = ({ isNeeded, description }: Field): string =>
  isNeeded ? description : `${description} May be missing.`.trim();

import { platformMessageSchema, problemSchema } from '../platform/problem.ts';
import { type DocumentedRoute, operation, problemExamples, schemasOf } from './operation.ts';
import { collectSchemas, type Json, type Schemas } from './schemas.ts';

const about = `Sends every e-mail that follows a sales chat, once, and knows what became of each.

**Keys.** \`Authorization: Bearer <key>\`. Each route names the scope that a key needs; a key with \`admin\` has all of them.

**Requests.** JSON in UTF-8, up to 4 MB. What a route does not declare is refused: unknown fields, parameters, and bodies where none is expected. Times are ISO 8601 with an offset. HEAD answers like GET, without content.

**Answers.** Times are in UTC. Fields, codes and events are added from time to time: ignore those that you do not know. Lists come in pages: hand \`next\` back as \`cursor\`; the last page has none.

**Errors.** RFC 9457 problem+json with a stable \`code\`, and every fault of the request at once in \`errors\`. The platform itself may answer 413, 429 and 503 in its own words.

**Repeating.** Where a route takes an \`Idempotency-Key\`, the same key and body give the same answer, and nothing is done twice.`;

/** The OpenAPI 3.1 document of all routes, made from the schemas that guard them; without the servers, which the caller's own address names. */
export const openApiDocument = (routes: readonly DocumentedRoute[]): Json => {
  const used = routes.map(schemasOf);
  const schemas = collectSchemas(
    used.flatMap(({ requests }) => requests),
    [...used.flatMap(({ answers }) => answers), problemSchema, platformMessageSchema],
  );
  return {
    openapi: '3.1.0',
    info: {
      title: 'outbound-email',
      version: '1',
      description: about,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    tags: [...new Map(routes.map(({ tag }) => [tag.name, tag])).values()],
    security: [{ apiKey: [] }],
    paths: pathsOf(routes, schemas),
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'A key from `npm run keys`.' },
      },
      schemas: schemas.components,
      examples: problemExamples(),
    },
  };
};

const pathsOf = (routes: readonly DocumentedRoute[], schemas: Schemas): Json => {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    (paths[route.path] ??= {})[route.method.toLowerCase()] = operation(route, schemas);
  }
  return paths;
};

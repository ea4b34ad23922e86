import type { DocumentedRoute } from '../functions/openapi/operation.ts';
import { declaredLists, listOf } from './declared.ts';

const routesSchema = listOf<DocumentedRoute>(['method', 'path', 'operationId', 'answers', 'errors']);

/** Sending e-mails is what people come for, so it stands first. */
const isFirst = (file: string): boolean => file.includes('outbox');

/** A route, and the handler that answers it: `x.routes.ts` stands beside `x.handler.ts`. */
export interface DeclaredRoute {
  route: DocumentedRoute;
  handlerFile: string;
}

/** The routes that rooms declare. */
export const declaredRoutes = async (): Promise<DeclaredRoute[]> =>
  (await declaredLists('routes', routesSchema))
    .toSorted((a, b) => Number(isFirst(b.file)) - Number(isFirst(a.file)))
    .flatMap(({ file, items }) =>
      items.map((route) => ({ route, handlerFile: file.replace('.routes.ts', '.handler.ts') })),
    );

export const allRoutes = async (): Promise<DocumentedRoute[]> =>
  (await declaredRoutes()).map(({ route }) => route);

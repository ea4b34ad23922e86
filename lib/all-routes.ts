import { globSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import type { DocumentedRoute } from '../functions/openapi/operation.ts';

const ROOT = path.dirname(import.meta.dirname);

const routesSchema = z.array(
  z.custom<DocumentedRoute>(
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      ['method', 'path', 'operationId', 'answers', 'errors'].every((key) => key in value),
  ),
);
const exportsSchema = z.record(z.string(), z.unknown());

/** Sending e-mails is what people come for, so it stands first. */
const isFirst = (file: string): boolean => file.includes('outbox');

/** A route, and the handler that answers it: `x.routes.ts` stands beside `x.handler.ts`. */
export interface DeclaredRoute {
  route: DocumentedRoute;
  handlerFile: string;
}

/** The routes that rooms declare: of each `x.routes.ts` the list that ends in `Routes`. */
export const declaredRoutes = async (): Promise<DeclaredRoute[]> => {
  const files = globSync('functions/*/*.routes.ts', { cwd: ROOT }).sort(
    (a, b) => Number(isFirst(b)) - Number(isFirst(a)) || a.localeCompare(b),
  );
  const lists = await Promise.all(
    files.map(async (file) => {
      const exported = exportsSchema.parse({ ...((await import(path.join(ROOT, file))) as object) });
      const found = Object.entries(exported).filter(([name]) => name.endsWith('Routes'));
      if (found.length !== 1) throw new Error(`${file} exports ${found.length} lists of routes`);
      const handlerFile = file.replace('.routes.ts', '.handler.ts');
      return routesSchema.parse(found[0]?.[1]).map((route) => ({ route, handlerFile }));
    }),
  );
  return lists.flat();
};

export const allRoutes = async (): Promise<DocumentedRoute[]> =>
  (await declaredRoutes()).map(({ route }) => route);

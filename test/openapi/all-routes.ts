import { globSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import type { DocumentedRoute } from '../../functions/openapi/operation.ts';

const routesSchema = z.array(
  z.custom<DocumentedRoute>(
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      ['method', 'path', 'operationId', 'answers', 'errors'].every((key) => key in value),
  ),
);
const exportsSchema = z.record(z.string(), z.unknown());

/** The routes that every room declares in its `routes.ts`, in the list that ends in `Routes`. */
export const allRoutes = async (): Promise<DocumentedRoute[]> => {
  const files = globSync('functions/*/routes.ts').sort();
  const rooms = await Promise.all(
    files.map(async (file) => {
      const exported = exportsSchema.parse({ ...((await import(path.resolve(file))) as object) });
      const lists = Object.entries(exported).filter(([name]) => name.endsWith('Routes'));
      if (lists.length !== 1) throw new Error(`${file} exports ${lists.length} lists of routes`);
      return routesSchema.parse(lists[0]?.[1]);
    }),
  );
  return rooms.flat();
};

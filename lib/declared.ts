import { globSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

const ROOT = path.dirname(import.meta.dirname);
const exportsSchema = z.record(z.string(), z.unknown());

/** Things that have these keys, whatever else they have. */
export const listOf = <T>(keys: readonly string[]): z.ZodType<T[]> =>
  z.array(
    z.custom<T>((value) => typeof value === 'object' && value !== null && keys.every((key) => key in value)),
  );

/** The lists that rooms declare: of each `x.routes.ts` the one that ends in `Routes`, and so on. By file, in their order. */
export const declaredLists = async <T>(
  what: 'routes' | 'events',
  schema: z.ZodType<T[]>,
): Promise<{ file: string; items: T[] }[]> => {
  const ending = what.charAt(0).toUpperCase() + what.slice(1);
  const files = globSync(`functions/*/*.${what}.ts`, { cwd: ROOT }).sort((a, b) => a.localeCompare(b));
  return Promise.all(
    files.map(async (file) => {
      const exported = exportsSchema.parse({ ...((await import(path.join(ROOT, file))) as object) });
      const found = Object.entries(exported).filter(([name]) => name.endsWith(ending));
      if (found.length !== 1) throw new Error(`${file} exports ${found.length} lists of ${what}`);
      return { file, items: schema.parse(found[0]?.[1]) };
    }),
  );
};

import { globSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import type { DocumentedEvent } from '../functions/bus/documented-event.ts';

const ROOT = path.dirname(import.meta.dirname);

const eventsSchema = z.array(
  z.custom<DocumentedEvent>(
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      ['direction', 'type', 'summary', 'example'].every((key) => key in value),
  ),
);
const exportsSchema = z.record(z.string(), z.unknown());

/** The bus events that rooms declare: of each `x.events.ts` the list that ends in `Events`. */
export const allEvents = async (): Promise<DocumentedEvent[]> => {
  const files = globSync('functions/*/*.events.ts', { cwd: ROOT }).sort();
  const lists = await Promise.all(
    files.map(async (file) => {
      const exported = exportsSchema.parse({ ...((await import(path.join(ROOT, file))) as object) });
      const found = Object.entries(exported).filter(([name]) => name.endsWith('Events'));
      if (found.length !== 1) throw new Error(`${file} exports ${found.length} lists of events`);
      return eventsSchema.parse(found[0]?.[1]);
    }),
  );
  return lists.flat();
};

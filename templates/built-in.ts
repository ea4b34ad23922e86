import { globSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import type { AnyBuiltIn } from './define.ts';

const builtInSchema = z.custom<AnyBuiltIn>(
  (value) => typeof value === 'object' && value !== null && 'name' in value && 'subject' in value,
);

/** Every template that comes with the service: what `template.ts` of each folder exports. */
export const builtIns: readonly AnyBuiltIn[] = await Promise.all(
  globSync('*/template.ts', { cwd: import.meta.dirname })
    .sort()
    .map(async (file) => {
      const exported: unknown = await import(path.join(import.meta.dirname, file));
      const [builtIn, ...others] = Object.values(
        z.record(z.string(), z.unknown()).parse({ ...Object(exported) }),
      );
      if (others.length > 0) throw new Error(`templates/${file} exports more than a template`);
      return builtInSchema.parse(builtIn);
    }),
);

import { CONFLICT, overtaken, untilWritten } from '../platform/conflict.ts';
import { contentHash } from '../platform/ids.ts';
import { publishVersion } from './store.ts';
import type { TemplateContent } from '../rendering/template.ts';
import { findMeta, type TemplateMeta, type TemplatesTable } from '../rendering/version-store.ts';

export interface BuiltIn {
  name: string;
  content: TemplateContent;
}

export type Seeding = 'new' | 'same' | 'updated' | 'offered';

/**
 * Brings a built-in to a stage. A newer one becomes a further version; it is activated only where the one that the
 * release before brought is active still, so that nothing a customer has changed or chosen is written over.
 */
export const seedBuiltIn = async (
  store: TemplatesTable,
  { name, content }: BuiltIn,
  now: number,
): Promise<Seeding> => {
  return untilWritten<Seeding>(
    async () => {
      const meta = await findMeta(store, name);
      const hash = contentHash(content);
      if (meta?.seededHash === hash) return 'same';
      const version = (meta?.latestVersion ?? 0) + 1;
      const seeding = seedingOf(meta);
      const seeded: TemplateMeta = {
        rev: 0,
        createdAt: now,
        name,
        category: content.category,
        firstVersion: 1,
        ...meta,
        ...(seeding !== 'offered' && {
          category: content.category,
          description: content.description,
          activeVersion: version,
        }),
        builtIn: true,
        latestVersion: version,
        seededVersion: version,
        seededHash: hash,
        updatedAt: now,
      };
      const stored = await publishVersion(store, seeded, {
        name,
        version,
        category: content.category,
        content,
        hash,
        publishedAt: now,
        publishedBy: 'outbound-email',
        note: meta === undefined ? 'Comes with the service' : 'Comes with a newer release',
      });
      return stored ? seeding : CONFLICT;
    },
    () => overtaken(`The built-in ${name}`),
  );
};

const seedingOf = (meta: TemplateMeta | undefined): Exclude<Seeding, 'same'> => {
  if (meta === undefined) return 'new';
  return meta.activeVersion !== undefined && meta.activeVersion === meta.seededVersion
    ? 'updated'
    : 'offered';
};

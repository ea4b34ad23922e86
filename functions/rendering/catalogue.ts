import type { Clock } from '../platform/clock.ts';
import type { TemplateVersion } from './template.ts';
import {
  asTemplate,
  findMeta,
  findVersion,
  listMetas,
  type TemplateMeta,
  type TemplatesTable,
} from './version-store.ts';

/**
 * For how long a function may believe that a version is the active one. Activating waits as long before it answers,
 * so whoever has the answer knows that no function uses the version before.
 */
export const ACTIVE_BELIEVED_MS = 500;

export type ActiveTemplate =
  | { kind: 'active'; template: TemplateVersion }
  | { kind: 'none'; why: 'unknown' | 'archived' | 'unpublished' };

/** What the outbox knows of templates. */
export interface Catalogue {
  /** The version that new messages get. */
  active: (name: string) => Promise<ActiveTemplate>;
  /** The version that a message pinned. @throws Error when it is gone, which no version in use may be. */
  pinned: (name: string, version: number) => Promise<TemplateVersion>;
  /** Names of templates that can be sent, to tell a caller who named another. */
  names: () => Promise<string[]>;
}

/** Versions never change, so each is read once; which one is active is read anew every half second. */
export const makeCatalogue = (store: TemplatesTable, now: Clock['now']): Catalogue => {
  const metas = new Map<string, { meta: TemplateMeta; readAt: number }>();
  const versions = new Map<string, Promise<TemplateVersion>>();

  const pinned = (name: string, version: number): Promise<TemplateVersion> => {
    const key = `${name}@${version}`;
    const known = versions.get(key);
    if (known !== undefined) return known;
    const reading = readVersion(store, name, version);
    if (versions.size >= MAX_KEPT) versions.clear();
    versions.set(key, reading);
    // A failed read must not be remembered.
    reading.catch(() => versions.delete(key));
    return reading;
  };

  const metaOf = async (name: string): Promise<TemplateMeta | undefined> => {
    const seen = metas.get(name);
    const age = seen === undefined ? Infinity : now() - seen.readAt;
    if (seen !== undefined && age >= 0 && age < ACTIVE_BELIEVED_MS) return seen.meta;
    const readAt = now();
    const meta = await findMeta(store, name);
    if (meta === undefined) metas.delete(name);
    else metas.set(name, { meta, readAt });
    return meta;
  };

  return {
    pinned,
    active: async (name) => {
      const meta = await metaOf(name);
      if (meta === undefined || meta.deletedAt !== undefined) return { kind: 'none', why: 'unknown' };
      if (meta.archivedAt !== undefined) return { kind: 'none', why: 'archived' };
      if (meta.activeVersion === undefined) return { kind: 'none', why: 'unpublished' };
      return { kind: 'active', template: await pinned(name, meta.activeVersion) };
    },
    names: async () => {
      const { metas: all } = await listMetas(store, { limit: MAX_NAMES });
      return all
        .filter((meta) => meta.activeVersion !== undefined && meta.archivedAt === undefined)
        .map(({ name }) => name);
    },
  };
};

const MAX_KEPT = 200;
const MAX_NAMES = 100;

const readVersion = async (
  store: TemplatesTable,
  name: string,
  version: number,
): Promise<TemplateVersion> => {
  const found = await findVersion(store, name, version);
  if (found === undefined) throw new Error(`Template ${name} has no version ${version}`);
  return asTemplate(found);
};

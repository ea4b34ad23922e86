import { toIso } from '../platform/clock.ts';
import { ServiceError } from '../platform/errors.ts';
import { mustFindMeta, mustFindVersion } from './publishing.ts';
import { type Draft, findDraft, findOwnVersion, type VersionSummary } from './store.ts';
import type { TemplateContent } from '../rendering/template.ts';
import { asTemplate, type TemplateMeta, type TemplatesTable } from '../rendering/version-store.ts';

/** A template as lists show it. */
export const viewMeta = (meta: TemplateMeta) => {
  const { seededVersion, activeVersion } = meta;
  const isOffered =
    seededVersion !== undefined && activeVersion !== undefined && seededVersion > activeVersion;
  return {
    name: meta.name,
    category: meta.category,
    description: meta.description,
    isActive: activeVersion !== undefined,
    isArchived: meta.archivedAt !== undefined,
    isBuiltIn: meta.builtIn,
    activeVersion,
    latestVersion: meta.latestVersion,
    ...(isOffered && { updateOffered: seededVersion }),
    createdAt: toIso(meta.createdAt),
    updatedAt: toIso(meta.updatedAt),
  };
};

/** A template with the content that its author would go on from: the draft, else the newest version. */
export const readTemplate = async (store: TemplatesTable, name: string) => {
  const meta = await mustFindMeta(store, name);
  const draft = await findDraft(store, name);
  const content = draft?.content ?? (await latestContent(store, meta));
  return {
    draft,
    body: {
      ...viewMeta(meta),
      ...content,
      hasDraft: draft !== undefined,
      revision: draft?.revision ?? 0,
    },
  };
};

const latestContent = async (
  store: TemplatesTable,
  meta: TemplateMeta,
): Promise<TemplateContent | undefined> => {
  const version = meta.activeVersion ?? meta.latestVersion;
  return (await findOwnVersion(store, meta, version))?.content;
};

export const viewVersion = (summary: VersionSummary, meta: TemplateMeta) => ({
  version: summary.version,
  isActive: summary.version === meta.activeVersion,
  publishedAt: toIso(summary.publishedAt),
  publishedBy: summary.publishedBy,
  note: summary.note,
  category: summary.category,
});

/**
 * The content of a version, or of the draft; without a draft, that of the active version, which a draft would begin as.
 * @throws ServiceError `not_found`, `wrong_state` when nothing was written yet.
 */
export const contentOfVersion = async (
  store: TemplatesTable,
  name: string,
  version: number | 'draft' | undefined,
): Promise<TemplateContent & { name: string }> => {
  const meta = await mustFindMeta(store, name);
  if (version === undefined || version === 'draft') {
    const draft: Draft | undefined = await findDraft(store, name);
    const content = draft?.content ?? (await latestContent(store, meta));
    if (content === undefined) {
      throw new ServiceError('wrong_state', `Template "${name}" has neither a draft nor a version.`);
    }
    return { ...content, name };
  }
  return asTemplate(await mustFindVersion(store, meta, version));
};

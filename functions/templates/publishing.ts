import { CONFLICT, untilWritten } from '../platform/conflict.ts';
import { type Clock, DAY } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import { type Fault, ServiceError } from '../platform/errors.ts';
import { contentHash } from '../platform/ids.ts';
import { invalid } from '../platform/faults.ts';
import { ACTIVE_BELIEVED_MS } from '../rendering/catalogue.ts';
import { checkSources } from './check-template.ts';
import type { Finding } from './lint/finding.ts';
import { lintTemplate } from './lint/lint.ts';
import { previewLinks, type SampleContext } from './sample-mail.ts';
import {
  deleteDraft,
  expireVersions,
  findDraft,
  findOwnVersion,
  publishVersion,
  saveDraft,
  saveMeta,
} from './store.ts';
import type { TemplateContent } from '../rendering/template.ts';
import {
  findMeta,
  type StoredVersion,
  type TemplateMeta,
  type TemplatesTable,
} from '../rendering/version-store.ts';

export interface PublishingDeps {
  store: TemplatesTable;
  config: Config;
  clock: Clock;
  baseUrl: string;
  /** How many messages that have not left pin a version of a template. */
  waitingFor: (template: string) => Promise<number>;
}

/** The template of a name. @throws ServiceError `not_found`. */
export const mustFindMeta = async (store: TemplatesTable, name: string): Promise<TemplateMeta> => {
  const meta = await findMeta(store, name);
  if (meta === undefined || meta.deletedAt !== undefined) {
    throw new ServiceError('not_found', `There is no template "${name}".`);
  }
  return meta;
};

/** A version of a template. @throws ServiceError `not_found`. */
export const mustFindVersion = async (
  store: TemplatesTable,
  meta: TemplateMeta,
  version: number,
): Promise<StoredVersion> => {
  const found = await findOwnVersion(store, meta, version);
  if (found !== undefined) return found;
  throw new ServiceError(
    'not_found',
    `Template "${meta.name}" has no version ${version}; the newest is ${meta.latestVersion}.`,
  );
};

/** How a template is looked at, before it is published and in previews. */
export const lintContextOf = (
  deps: Pick<PublishingDeps, 'config' | 'baseUrl' | 'clock'>,
  { category }: Pick<TemplateContent, 'category'>,
): SampleContext => ({
  config: deps.config,
  links: previewLinks(category, deps.baseUrl),
  now: deps.clock.now(),
});

/** What the allow-list refuses is not stored. @throws ServiceError `invalid`. */
export const assertAllowed = (content: TemplateContent): void => {
  const { faults } = checkSources(content);
  if (faults.length > 0) throw invalid(faults);
};

export const changedMeanwhile = (name: string): ServiceError =>
  new ServiceError('busy', `Template "${name}" was changed at the same moment; look at it and try again.`);

/** Begins a template with its first draft. @throws ServiceError `name_taken`, `invalid`. */
export const createTemplate = async (
  deps: PublishingDeps,
  template: { name: string; content: TemplateContent; by: string },
): Promise<void> => {
  const { name, content } = template;
  const now = deps.clock.now();
  const known = await findMeta(deps.store, name);
  if (known !== undefined && known.deletedAt === undefined) {
    throw new ServiceError(
      'name_taken',
      `There is a template "${name}" already; change its draft, or take another name.`,
    );
  }
  assertAllowed(content);
  const meta: TemplateMeta = {
    name,
    category: content.category,
    description: content.description,
    builtIn: false,
    // Numbers go on behind those of a deleted template of the same name, which messages may still pin.
    latestVersion: known?.latestVersion ?? 0,
    firstVersion: (known?.latestVersion ?? 0) + 1,
    createdAt: now,
    updatedAt: now,
    rev: known?.rev ?? 0,
  };
  if (!(await saveMeta(deps.store, meta))) throw changedMeanwhile(name);
  await saveDraft(deps.store, name, { content, revision: 1, updatedAt: now, updatedBy: template.by }, 0);
};

export interface Published {
  version: number;
  lint: Finding[];
  activeVersion: number | undefined;
}

/**
 * Makes the draft a version that never changes. The same draft published again is the same version.
 * @throws ServiceError `not_found`, `wrong_state` without a draft, `invalid` with the findings when lint has errors.
 */
export const publish = async (
  deps: PublishingDeps,
  request: { name: string; by: string; note?: string | undefined; activate: boolean },
): Promise<Published> => {
  const { name } = request;
  const meta = await mustFindMeta(deps.store, name);
  const draft = await findDraft(deps.store, name);
  if (draft === undefined) {
    throw new ServiceError('wrong_state', `Template "${name}" has no draft to publish; write one first.`);
  }
  const lint = await lintTemplate({ ...draft.content, name }, lintContextOf(deps, draft.content));
  const errors = lint.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw refused(errors, lint);
  const hash = contentHash(draft.content);
  const latest = await findOwnVersion(deps.store, meta, meta.latestVersion);
  const version = latest?.hash === hash ? latest.version : meta.latestVersion + 1;
  const now = deps.clock.now();
  const published: TemplateMeta = {
    ...meta,
    category: draft.content.category,
    description: draft.content.description,
    latestVersion: version,
    updatedAt: now,
    ...(request.activate && { activeVersion: version, archivedAt: undefined }),
  };
  const stored =
    version === latest?.version
      ? await saveMeta(deps.store, published)
      : await publishVersion(deps.store, published, {
          name,
          version,
          category: draft.content.category,
          content: draft.content,
          hash,
          publishedAt: now,
          publishedBy: request.by,
          note: request.note,
        });
  if (!stored) throw changedMeanwhile(name);
  if (request.activate) await outlastBelief(deps.clock);
  return { version, lint, activeVersion: published.activeVersion };
};

const refused = (errors: readonly Finding[], lint: readonly Finding[]): ServiceError => {
  const faults: Fault[] = errors.map(({ part, rule, message, remedy }) => ({
    pointer: part,
    code: rule,
    detail: `${message} ${remedy}`,
  }));
  return new ServiceError(
    'invalid',
    `The template can not be published: lint has ${errors.length} ${errors.length === 1 ? 'error' : 'errors'}.`,
    { faults, extensions: { lint } },
  );
};

/** Functions believe for half a second that the version before is active; when this has passed, none does. */
const outlastBelief = (clock: Clock): Promise<void> => clock.sleepUntil(clock.now() + ACTIVE_BELIEVED_MS);

/** Changes what holds of a template. */
const changeMeta = async (
  deps: PublishingDeps,
  name: string,
  change: (meta: TemplateMeta) => TemplateMeta | Promise<TemplateMeta>,
): Promise<TemplateMeta> => {
  return untilWritten(
    async () => {
      const changed = {
        ...(await change(await mustFindMeta(deps.store, name))),
        updatedAt: deps.clock.now(),
      };
      return (await saveMeta(deps.store, changed)) ? changed : CONFLICT;
    },
    () => {
      throw changedMeanwhile(name);
    },
  );
};

/** Makes a version the one that new messages get; when this answers, every function uses it. @throws ServiceError `not_found`. */
export const activate = async (
  deps: PublishingDeps,
  name: string,
  version: number,
): Promise<TemplateMeta> => {
  const changed = await changeMeta(deps, name, async (meta) => {
    const found = await mustFindVersion(deps.store, meta, version);
    return {
      ...meta,
      category: found.content.category,
      description: found.content.description,
      activeVersion: version,
      archivedAt: undefined,
    };
  });
  await outlastBelief(deps.clock);
  return changed;
};

/** Takes a template out of use; messages that pinned a version still leave. Activating brings it back. */
export const archive = async (deps: PublishingDeps, name: string): Promise<TemplateMeta> => {
  const changed = await changeMeta(deps, name, (meta) => ({
    ...meta,
    activeVersion: undefined,
    archivedAt: meta.archivedAt ?? deps.clock.now(),
  }));
  await outlastBelief(deps.clock);
  return changed;
};

/**
 * Deletes a template that nothing uses. What messages sent with it say can still be read until their content expires.
 * @throws ServiceError `not_found`, `wrong_state` while a version is active, messages wait for it, or it is built in.
 */
export const remove = async (deps: PublishingDeps, name: string): Promise<void> => {
  const { retention, email } = deps.config;
  const meta = await changeMeta(deps, name, async (before) => {
    if (before.builtIn) {
      throw new ServiceError(
        'wrong_state',
        `"${name}" is built in and can not be deleted; archive it to take it out of use.`,
      );
    }
    if (before.activeVersion !== undefined) {
      throw new ServiceError(
        'wrong_state',
        `Version ${before.activeVersion} of "${name}" is in use; archive the template first.`,
      );
    }
    const waiting = await deps.waitingFor(name);
    if (waiting > 0) {
      throw new ServiceError(
        'wrong_state',
        `${waiting} e-mails that have not left need "${name}"; cancel them, or delete it when they have left.`,
      );
    }
    return { ...before, deletedAt: deps.clock.now() };
  });
  await deleteDraft(deps.store, name);
  const keptMs = (retention.content_days + email.delivery.max_wait_days) * DAY;
  await expireVersions(deps.store, name, meta.latestVersion, Math.ceil((deps.clock.now() + keptMs) / 1000));
};

import { CONFLICT, untilWritten } from '../platform/conflict.ts';
import { ServiceError } from '../platform/errors.ts';
import { type Draft, findDraft, saveDraft } from './store.ts';
import type { TemplateContent } from '../rendering/template.ts';
import { type PublishingDeps, mustFindMeta, assertAllowed, changedMeanwhile } from './publishing.ts';

/** The ETag of a draft; "0" where there is none yet. */
export const draftTag = (draft: Draft | undefined): string => `"${draft?.revision ?? 0}"`;

/**
 * Writes a draft. `ifMatch` is the ETag that the caller read, or undefined to write over whatever is there.
 * @throws ServiceError `not_found`, `invalid`, `stale` when the draft was changed since.
 */
export const writeDraft = async (
  deps: PublishingDeps,
  draft: { name: string; content: TemplateContent; by: string; ifMatch: string | undefined },
): Promise<Draft> => {
  await mustFindMeta(deps.store, draft.name);
  assertAllowed(draft.content);
  const { ifMatch } = draft;
  const isBlind = ifMatch === undefined || ifMatch === '*';
  return untilWritten(
    async () => {
      const before = await findDraft(deps.store, draft.name);
      if (!isBlind && !matches(ifMatch, draftTag(before))) throw stale(draft.name);
      const revision = before?.revision ?? 0;
      const written: Draft = {
        content: draft.content,
        revision: revision + 1,
        updatedAt: deps.clock.now(),
        updatedBy: draft.by,
      };
      return (await saveDraft(deps.store, draft.name, written, revision)) ? written : CONFLICT;
    },
    () => {
      throw changedMeanwhile(draft.name);
    },
    MAX_ATTEMPTS,
  );
};

const stale = (name: string): ServiceError =>
  new ServiceError(
    'stale',
    `The draft of "${name}" was changed since you read it; read it again, and apply your change to it.`,
  );

/** Of those who write over whatever is there at the same moment, each comes after another. */
const MAX_ATTEMPTS = 10;

/** `If-Match` may name several tags, and weak ones never match (RFC 9110 §13.1.1). */
const matches = (ifMatch: string, tag: string): boolean =>
  ifMatch.split(',').some((one) => one.trim() === tag);

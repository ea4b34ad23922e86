import { recipientKey } from '../../platform/address.ts';
import { SECOND } from '../../platform/clock.ts';
import { ServiceError } from '../../platform/errors.ts';
import { loggable, type Logger } from '../../platform/logging.ts';
import type { BrokenLine } from './csv-rows.ts';
import type { Recipient } from '../recipient.ts';
import type { RecipientStore } from '../store.ts';
import type { ImportLine } from './import.ts';
import type { Audit } from '../audit.ts';
import { optOut, suppress } from '../recipient-changes.ts';

const PARALLEL = 50;
/** API Gateway waits 29 seconds; what is not begun by then is told as broken, not lost in a request that nobody answers. */
export const WRITING_MS = 20 * SECOND;

export interface WriteImportDeps {
  recipients: Pick<RecipientStore, 'change'>;
  logger: Logger;
  /** Milliseconds since the request came. */
  elapsedMs: () => number;
}

/**
 * Writes what lines ask for, those of one address by one write, as long as there is time. Answers how many changed
 * something, and which were not written; one takes no other with it.
 * @throws what the store throws, when it takes nothing at all.
 */
export const writeImport = async (
  deps: WriteImportDeps,
  lines: readonly ImportLine[],
  audit: Audit,
): Promise<{ imported: number; failed: BrokenLine[] }> => {
  const groups = [...Map.groupBy(lines, ({ email }) => recipientKey(email)).values()];
  const failed: BrokenLine[] = [];
  let imported = 0;
  for (let start = 0; start < groups.length; start += PARALLEL) {
    if (deps.elapsedMs() > WRITING_MS) {
      failed.push(...groups.slice(start).flatMap((group) => brokenLines(group, notReached)));
      break;
    }
    const batch = groups.slice(start, start + PARALLEL);
    const outcomes = await Promise.all(batch.map((group) => writeGroup(deps.recipients, group, audit)));
    const errors = outcomes.flatMap((outcome) => ('error' in outcome ? [outcome.error] : []));
    if (errors.length === batch.length && !errors.every(isOfOneAddress)) throw errors[0];
    outcomes.forEach((outcome, i) => {
      if ('changed' in outcome) imported += outcome.changed;
      else failed.push(...brokenLines(batch[i] ?? [], notWritten(outcome.error)));
    });
    if (errors.length > 0)
      deps.logger.error('Lines of an import could not be written', {
        addresses: errors.length,
        error: loggable(errors[0]),
      });
  }
  return { imported, failed };
};

const brokenLines = (lines: readonly ImportLine[], detail: string): BrokenLine[] =>
  lines.map(({ line }) => ({ line, detail }));

const notReached = 'The time was up before it was written; import the list again, what is written stays.';

const isOfOneAddress = (error: unknown): boolean => error instanceof ServiceError;

const notWritten = (error: unknown): string =>
  error instanceof ServiceError ? error.message : 'It could not be stored; import it again.';

const writeGroup = async (
  recipients: Pick<RecipientStore, 'change'>,
  group: readonly ImportLine[],
  audit: Audit,
): Promise<{ changed: number } | { error: unknown }> => {
  let changed = 0;
  try {
    const [first] = group;
    if (first === undefined) return { changed };
    await recipients.change(
      first.email,
      (recipient) => {
        // It is asked again after a version conflict.
        changed = 0;
        return group.reduce<Recipient | undefined>((decided, line) => {
          const next = decide(decided ?? recipient, line, audit.at);
          if (next !== undefined) changed += 1;
          return next ?? decided;
        }, undefined);
      },
      audit,
    );
    return { changed };
  } catch (error) {
    return { error };
  }
};

/** What a line makes of a recipient: a suppression holds whatever was lifted here, an opt-out unless they came back since. */
const decide = (
  recipient: Recipient,
  { asks, at: listedAt }: ImportLine,
  now: number,
): Recipient | undefined => {
  const at = Math.min(listedAt ?? now, now);
  const decided =
    asks.as === 'opt_out'
      ? optOut(recipient, asks.switches, at)
      : suppress(
          { ...recipient, unsuppressedAt: undefined },
          { reason: asks.reason, at, detail: asks.detail },
        );
  return decided && { ...decided, updatedAt: now };
};

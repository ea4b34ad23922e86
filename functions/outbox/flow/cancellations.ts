import { newId } from '../../platform/ids.ts';
import type { AttachmentStore } from '../message/attachments.ts';
import type { MessageBus } from '../message/bus-events.ts';
import {
  addProgress,
  type Cancellation,
  createCancellation,
  finishCancellation,
} from './cancellation-store.ts';
import type { BodyHead } from '../message/body-store.ts';
import { finish } from '../message/finish.ts';
import type { Message } from '../message/message.ts';
import { findHeads } from '../message/body-store.ts';
import { apply, findMessages, type SendsTable, unfinishedPages } from '../message/store.ts';

/** Which messages to cancel: those of a tag, or those of a template. */
export interface CancellationFilter {
  tag?: string | undefined;
  template?: string | undefined;
}

export interface CancellationDeps {
  sends: SendsTable;
  attachments: AttachmentStore;
  bus: MessageBus;
  now: () => number;
}

/** How many messages have not left yet and match. */
export const countMatching = async (sends: SendsTable, filter: CancellationFilter): Promise<number> => {
  let matched = 0;
  for await (const ids of unfinishedPages(sends)) matched += (await matching(sends, ids, filter)).length;
  return matched;
};

const matching = async (
  sends: SendsTable,
  ids: readonly string[],
  filter: CancellationFilter,
): Promise<Message[]> => {
  const waiting = [...(await findMessages(sends, ids)).values()].filter(
    ({ life, template }) =>
      (life.status === 'scheduled' || life.status === 'queued') &&
      (filter.template === undefined || template === filter.template),
  );
  if (filter.tag === undefined) return waiting;
  const { tag } = filter;
  const overflowed = waiting.filter(({ overflow }) => overflow);
  const bodies = overflowed.length > 0 ? await findHeads(sends, overflowed) : new Map<string, BodyHead>();
  return waiting.filter(({ id, tags }) => (tags ?? bodies.get(id)?.overflow?.tags ?? []).includes(tag));
};

/** Writes a cancellation down, so that it is carried out whatever becomes of this function. */
export const beginCancellation = async (
  deps: CancellationDeps,
  filter: CancellationFilter,
): Promise<Cancellation> => {
  const cancellation: Cancellation = {
    id: newId('can'),
    ...filter,
    askedAt: deps.now(),
    matched: await countMatching(deps.sends, filter),
    cancelled: 0,
    done: false,
  };
  await createCancellation(deps.sends, cancellation);
  return cancellation;
};

/**
 * Cancels what matches and was accepted before it was asked for, until `endsAt`; the sweeper carries on with the rest.
 * Doing it twice does no harm. Answers whether it is done.
 */
export const carryOut = async (
  deps: CancellationDeps,
  cancellation: Cancellation,
  endsAt: number,
): Promise<boolean> => {
  for await (const ids of unfinishedPages(deps.sends)) {
    const messages = (await matching(deps.sends, ids, cancellation)).filter(
      ({ createdAt }) => createdAt <= cancellation.askedAt,
    );
    const cancelled = (await Promise.all(messages.map((message) => cancelOne(deps, message)))).filter(
      (message) => message !== undefined,
    );
    if (cancelled.length > 0) await addProgress(deps.sends, cancellation.id, cancelled.length);
    await finish(deps, cancelled);
    if (deps.now() >= endsAt) return false;
  }
  await finishCancellation(deps.sends, cancellation.id);
  return true;
};

/** Answers the message as it was cancelled; undefined when it left, or ended, before. */
const cancelOne = async (deps: CancellationDeps, message: Message): Promise<Message | undefined> => {
  const written = await apply(
    deps.sends,
    message,
    { type: 'cancel' },
    { now: deps.now(), stillWanted: ({ life }) => life.status === 'scheduled' || life.status === 'queued' },
  );
  return written.changed ? written.message : undefined;
};

import { sendAtFaults } from '../message/send-at.ts';
import { toIso } from '../../platform/clock.ts';
import { type Fault, ServiceError } from '../../platform/errors.ts';
import { invalid } from '../../platform/faults.ts';
import { type ListName, readCursor, writeCursor } from '../../platform/page.ts';
import type { Timers } from '../../timers/timers.ts';
import type { AttachmentStore } from '../message/attachments.ts';
import type { MessageBus } from '../message/bus-events.ts';
import { finish } from '../message/finish.ts';
import { type Lanes, queueCopies } from '../message/lanes.ts';
import type { Action } from '../message/actions.ts';
import {
  type FailureFilter,
  listFailures,
  type ListFilter,
  listMessages,
  type ListPage,
  type PageRequest,
} from './list.ts';
import { positionSchema } from './list-index.ts';
import { viewMessage } from './message-view.ts';
import { mustFind, type ReadDeps, viewOf } from './read.ts';
import type { Message } from '../message/message.ts';
import { bodyKeptUntil, keepBody } from '../message/body-store.ts';
import { apply } from '../message/store.ts';
import type { EmailView } from '../../contract/email.ts';
import { sendingDomain } from '../message/sending-domain.ts';

export interface EmailsDeps extends ReadDeps {
  attachments: AttachmentStore;
  lanes: Lanes;
  timers: Timers;
  bus: MessageBus;
  now: () => number;
}

interface AskedPage {
  limit: number;
  cursor: string | undefined;
}
interface ViewPage {
  items: EmailView[];
  next: string | undefined;
}

/** A page of e-mails. @throws ServiceError `invalid` for a cursor that is not of this list. */
export const listEmailViews = async (
  deps: EmailsDeps,
  filter: ListFilter,
  page: AskedPage,
): Promise<ViewPage> => {
  const list: ListName = ['emails', filter];
  return viewPage(deps, list, await listMessages(deps.sends, filter, pageRequest(deps, list, page)));
};

/** A page of failed e-mails. @throws ServiceError `invalid` for a cursor that is not of this list. */
export const listFailureViews = async (
  deps: EmailsDeps,
  filter: FailureFilter,
  page: AskedPage,
): Promise<ViewPage> => {
  const list: ListName = ['failures', filter];
  return viewPage(deps, list, await listFailures(deps.sends, filter, pageRequest(deps, list, page)));
};

const pageRequest = (deps: EmailsDeps, list: ListName, { limit, cursor }: AskedPage): PageRequest => ({
  limit,
  from: cursor === undefined ? undefined : readCursor(list, cursor, positionSchema),
  now: deps.now(),
});

const viewPage = (deps: EmailsDeps, list: ListName, found: ListPage): ViewPage => ({
  items: found.messages.map((message) =>
    viewMessage(message, {
      body: found.bodies.get(message.id),
      domain: sendingDomain(message.category, deps.config),
    }),
  ),
  next: found.next && writeCursor(list, found.next),
});

/** Whether the caller may change a message. */
export type MayChange = (message: Message) => boolean;

const assertMay = (message: Message, may: MayChange): void => {
  if (may(message)) return;
  throw new ServiceError(
    'forbidden',
    'Another client asked for this e-mail; changing it needs a key of that client, or the scope "operate".',
  );
};

const act = async (
  deps: EmailsDeps,
  before: Message,
  action: Action,
  impossible: (status: string) => string,
): Promise<Message> => {
  const written = await apply(deps.sends, before, action, { now: deps.now() });
  if (!written.changed && written.why === 'wrong_state') {
    throw new ServiceError('wrong_state', impossible(written.message.life.status));
  }
  return written.message;
};

/** Cancels an e-mail that has not left; once cancelled, it stays so. @throws ServiceError `not_found`, `forbidden`, `wrong_state`. */
export const cancel = async (
  deps: EmailsDeps,
  id: string,
  may: MayChange = () => true,
): Promise<EmailView> => {
  const before = await mustFind(deps, id);
  assertMay(before, may);
  const message = await act(
    deps,
    before,
    { type: 'cancel' },
    (status) => `This e-mail is ${status}; only one that is scheduled or queued can be cancelled.`,
  );
  if (message.scheduledAt !== undefined) await deps.timers.cancel({ kind: 'send', id });
  await finish(deps, [message]);
  return viewOf(deps, message);
};

/** Moves a scheduled e-mail. @throws ServiceError `not_found`, `forbidden`, `wrong_state`, `invalid` for a time that can't be. */
export const reschedule = async (
  deps: EmailsDeps,
  id: string,
  sendAt: number,
  may: MayChange = () => true,
): Promise<EmailView> => {
  const now = deps.now();
  const before = await mustFind(deps, id);
  assertMay(before, may);
  const faults = rescheduleFaults(before, sendAt, now);
  if (faults.length > 0) throw invalid(faults);
  const message = await act(
    deps,
    before,
    { type: 'reschedule', scheduledAt: sendAt },
    (status) => `This e-mail is ${status}; only a scheduled one can be moved.`,
  );
  await keep(deps, message);
  await deps.timers.plan({ kind: 'send', id, dueAt: sendAt });
  return viewOf(deps, message);
};

const rescheduleFaults = (message: Message, sendAt: number, now: number): Fault[] => {
  const faults = sendAtFaults(sendAt, now);
  if (faults.length > 0) return faults;
  if (message.expiresAt !== undefined && sendAt >= message.expiresAt) {
    return [
      {
        pointer: '/sendAt',
        code: 'after_expiry',
        detail: `This e-mail expires at ${toIso(message.expiresAt)}.`,
      },
    ];
  }
  return [];
};

/** Tries a failed e-mail again. @throws ServiceError `not_found`, `wrong_state`. */
export const retry = async (deps: EmailsDeps, id: string): Promise<EmailView> => {
  const before = await mustFind(deps, id);
  if (before.life.status === 'failed' && !(await keep(deps, before))) {
    throw new ServiceError('wrong_state', 'The content of this e-mail is past its retention; send it anew.');
  }
  const message = await act(deps, before, { type: 'retry' }, (status) =>
    status === 'failed'
      ? 'Something newer has taken the place of this e-mail; what it says is no more so.'
      : `This e-mail is ${status}; only a failed one can be tried again.`,
  );
  await queueCopies(deps.lanes, [message]);
  return viewOf(deps, message);
};

const keep = (deps: EmailsDeps, message: Message): Promise<boolean> =>
  keepBody(deps.sends, message, bodyKeptUntil(message, deps.config, deps.now()));

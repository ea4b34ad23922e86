import type { Logger } from '../../platform/logging.ts';
import { announce, type AnnounceDeps } from '../message/finish.ts';
import { apply, findMessages } from '../message/store.ts';

export interface DeadLetterDeps extends AnnounceDeps {
  logger: Logger;
}

/**
 * Writes on each message why its copy came to the dead-letter queue. DynamoDB is the record of dead letters;
 * a message that went on by another copy, or whose outcome is still to be settled, is left alone.
 */
export const deadLetter = async (
  deps: DeadLetterDeps,
  copies: readonly { id: string; copy: number }[],
): Promise<void> => {
  const messages = await findMessages(
    deps.sends,
    copies.map(({ id }) => id),
  );
  for (const { id, copy } of copies) {
    const message = messages.get(id);
    if (message?.copy !== copy || message.life.status !== 'queued') {
      deps.logger.info('A dead copy whose message went on', { messageId: id });
      continue;
    }
    const written = await apply(
      deps.sends,
      message,
      {
        type: 'fail',
        reason: 'dead_lettered',
        detail: 'SQS handed it over again and again without an outcome',
      },
      { now: deps.now(), stillWanted: (fresh) => fresh.copy === copy && fresh.life.status === 'queued' },
    );
    if (!written.changed) continue;
    deps.logger.error('Dead letter', { messageId: id });
    await announce(deps, [written.message]);
  }
};

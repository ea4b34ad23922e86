import type { Message } from './message.ts';
/** The counter of an end of our own making; undefined for other statuses. */
export const endCounter = ({ life }: Message): string | undefined => {
  switch (life.status) {
    case 'skipped':
      return `skipped_${life.reason}`;
    case 'failed':
      // What Mailgun gave up is counted by its event.
      return 'ended_failed';
    case 'cancelled':
      return 'cancelled';
    default:
      return undefined;
  }
};

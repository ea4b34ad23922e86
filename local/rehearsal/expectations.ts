import { check, eventually } from './faults.ts';
import type { Stage } from './stage.ts';

/** Calls the API; answers what it said. @throws Error where that is of another status. */
export const makeExpect =
  ({ api }: Pick<Stage, 'api'>) =>
  async (status: number, method: string, path: string, body?: unknown): Promise<string> => {
    const answer = await api.call(method, path, body);
    check(
      answer.status === status,
      `${method} ${path} answered ${answer.status}: ${answer.text.slice(0, 300)}`,
    );
    return answer.text;
  };

/** Waits until Mailgun has so many mails to somebody; `isEnough` says whether more are fine. */
export const mailsBy = (
  { office }: Pick<Stage, 'office'>,
  email: string,
  { count, within, isEnough = false }: { count: number; within: number; isEnough?: boolean },
) =>
  eventually(() => Promise.resolve(office.mailsTo(email)), {
    is: ({ length }) => (isEnough ? length >= count : length === count),
    within,
    otherwise: (mails) => `Mailgun has ${mails.length} mails to ${email}, not ${count}`,
  });

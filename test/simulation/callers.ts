import { HOUR, MINUTE, SECOND, toIso } from '../../functions/platform/clock.ts';
import type { AcceptedMessage } from '../chaos/audit.ts';
import type { Response } from './functions.ts';
import type { Host } from './hosts.ts';
import type { Actors } from './play.ts';
import { makeRepeatedCalls } from './repeated-calls.ts';
import type { World } from './world.ts';

/** Services that ask for e-mails and cancel some of them. */
export interface Callers extends Actors {
  accepted: () => readonly AcceptedMessage[];
}

/** Each e-mail's recipient, by its number; the name decides what becomes of it. */
const names = [
  ...['ada', 'bob', 'bounce', 'softbounce', 'open', 'click', 'bot'],
  ...['complain', 'unsubscribe', 'silent', 'eve', 'kim', 'zoe'],
];
const recipientAt = (i: number): string =>
  i % 41 === 40 ? 'stopped@example.com' : `${names[i % names.length] ?? 'ada'}+${i}@example.com`;

/** How callers ask: e-mails a request, and the time between two. */
const traffics = {
  busy: { perRequest: 20, betweenMs: 600 },
  hourly: { perRequest: 1, betweenMs: HOUR },
} as const;
export type Traffic = keyof typeof traffics;

/** Some e-mails of a batch could not be stored, so the caller repeats it; anything else it must not be told. */
const isIncomplete = (response: Response): boolean =>
  response.kind === 'sent' &&
  response.items.some((item) => {
    if (!('error' in item)) return false;
    if (item.error.code !== 'internal') throw new Error(`Refused: ${JSON.stringify(item.error)}`);
    return true;
  });

export const makeCallers = (
  world: World,
  hosts: readonly Host[],
  { messages, traffic }: { messages: number; traffic: Traffic },
): Callers => {
  const { perRequest, betweenMs } = traffics[traffic];
  const calls = makeRepeatedCalls(world, hosts);
  const accepted = new Map<string, AcceptedMessage>();

  const emailAt = (i: number): Record<string, unknown> => ({
    to: { email: recipientAt(i) },
    subject: 'Simulation',
    text: 'Hello',
    html: '<p><a href="https://example.com/a">A</a> <a href="https://example.com/b">B</a></p>',
    category: i % 3 === 0 ? 'digest' : 'system',
    ...(i % 7 === 0 && { sendAt: toIso(scheduledFrom + i * 100) }),
    ...(i % 11 === 0 && {
      attachments: [{ filename: 'a.txt', contentType: 'text/plain', content: 'eA==' }],
    }),
  });
  const start = world.now();
  // Later than the last caller needs to be answered.
  const scheduledFrom =
    start + 30 * MINUTE + Math.ceil(messages / perRequest) * Math.max(betweenMs, 10 * SECOND);

  const keep = (first: number, response: Response): void => {
    if (response.kind !== 'sent') throw new Error('A request to send was answered otherwise');
    response.items.forEach((item, n) => {
      if ('error' in item) return;
      const to = recipientAt(first + n);
      accepted.set(item.id, { id: item.id, to, cancelAsked: false, cancelled: false });
      if ((first + n) % 17 === 3) planCancel(item.id);
    });
  };
  const planCancel = (id: string): void => {
    const message = accepted.get(id);
    if (message) message.cancelAsked = true;
    calls.add({
      at: world.now() + world.chance() * 30 * MINUTE,
      to: 'emails',
      request: { kind: 'cancel', id },
      tell: (response) => {
        if (message) message.cancelled = response.kind === 'cancelled';
        return 'heard';
      },
    });
  };
  for (let first = 0; first < messages; first += perRequest) {
    const emails = Array.from({ length: Math.min(perRequest, messages - first) }, (_, n) =>
      emailAt(first + n),
    );
    calls.add({
      at: start + (first / perRequest) * betweenMs,
      to: 'emails',
      request: { kind: 'send', key: `request-${first}`, emails },
      tell: (response) => {
        if (isIncomplete(response)) return 'again';
        keep(first, response);
        return 'heard';
      },
    });
  }

  return { ...calls, accepted: () => [...accepted.values()] };
};

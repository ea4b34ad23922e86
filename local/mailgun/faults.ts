import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { Chance } from './chance.ts';
import type { Fault, FaultKind } from './fake-mailgun.ts';
import type { Answer } from './http.ts';
import { faultsOfMessage, refusals } from './refusals.ts';
import { makeSetting } from './settings.ts';

/** What strikes one send: an answer in place of Mailgun's, or a broken connection before or after the mail is taken. */
export type Strike = { kind: 'answer'; answer: Answer } | { kind: 'reset' | 'hold'; taken: boolean };

export interface Faults {
  set: (fault: Fault) => void;
  /** Draws the lot for one send to a domain; undefined when it goes through. */
  strike: (domain: string, now: number) => Strike | undefined;
  clear: () => void;
}

/** The words of `POST /_local/mailgun/faults`. */
export const faultKinds = [
  'none',
  '400',
  '401',
  '404',
  '413',
  '420',
  '429',
  '500',
  '503',
  'reset_before',
  'reset_after',
  'timeout_before',
  'timeout_after',
] as const satisfies readonly FaultKind[];

const faultSchema = z.object({
  fault: z.enum(faultKinds),
  share: z.number(),
  count: z.number().exactOptional(),
  retryAfter: z.number().exactOptional(),
});

const noFault: Fault = { fault: 'none', share: 0 };
const DEFAULT_RETRY_S = 60;

export const makeFaults = (database: DatabaseSync, chance: Chance): Faults => {
  const setting = makeSetting<Fault>(database, { key: 'fault', shape: faultSchema, initial: noFault });
  return {
    set: setting.write,
    clear: () => {
      setting.write(noFault);
    },
    strike: (domain, now) => {
      const fault = setting.read();
      if (fault.fault === 'none' || fault.count === 0 || chance() >= fault.share) return undefined;
      if (fault.count !== undefined) setting.write({ ...fault, count: fault.count - 1 });
      return strikeOf(fault, domain, now);
    },
  };
};

const strikeOf = (fault: Fault, domain: string, now: number): Strike | undefined => {
  const retryS = fault.retryAfter ?? DEFAULT_RETRY_S;
  const throttled = (answer: Answer): Strike => ({
    kind: 'answer',
    answer:
      fault.retryAfter === undefined
        ? answer
        : { ...answer, headers: { ...answer.headers, 'Retry-After': String(fault.retryAfter) } },
  });
  const answered = (answer: Answer): Strike => ({ kind: 'answer', answer });
  switch (fault.fault) {
    case 'none':
      return undefined;
    case '400':
      return answered(refusals.badRequest(faultsOfMessage.badAddress('to')));
    case '401':
      return answered(refusals.forbidden('/v3/'));
    case '404':
      return answered(refusals.unknownDomain(domain));
    case '413':
      return answered(refusals.tooLarge());
    case '420':
      return throttled(refusals.recipientLimit(domain, Math.ceil(now / 1000 + retryS) * 1000));
    case '429':
      return throttled(refusals.requestLimit(retryS));
    case '500':
      return answered(refusals.internalError());
    case '503':
      return answered(refusals.unavailable());
    case 'reset_before':
      return { kind: 'reset', taken: false };
    case 'reset_after':
      return { kind: 'reset', taken: true };
    case 'timeout_before':
      return { kind: 'hold', taken: false };
    case 'timeout_after':
      return { kind: 'hold', taken: true };
    default:
      return fault.fault satisfies never;
  }
};

import { characterOf } from './addresses.ts';
import type { Happening, Reader } from './happenings.ts';
import type { Facts } from './message.ts';

/** Something a recipient, or the recipient's mail server, does so long after the mail was handed over. */
export interface Step {
  afterMs: number;
  happening: Happening;
}

type Behaviour = (facts: Pick<Facts, 'tracking' | 'links'>) => Step[];

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const READING_DELAY_MS = 2 * MINUTE;

const step = (afterMs: number, happening: Happening): Step => ({ afterMs, happening });
const delivered = (afterMs = 0, attempt = 1) => step(afterMs, { kind: 'delivered', attempt });

const opens = (facts: Pick<Facts, 'tracking'>, reader: Reader, afterMs: number): Step[] =>
  facts.tracking.opens ? [step(afterMs, { kind: 'opened', reader })] : [];

const clicks = (
  facts: Pick<Facts, 'tracking'>,
  reader: Reader,
  afterMs: number,
  links: readonly string[],
): Step[] =>
  facts.tracking.clicks ? links.map((url) => step(afterMs, { kind: 'clicked', reader, url })) : [];

const NOWHERE = 'https://example.com/';
const firstLink = (links: readonly string[]) => [links[0] ?? NOWHERE];
const allLinks = (links: readonly string[]) => (links.length > 0 ? links : [NOWHERE]);

/** Mailgun's own waits after a temporary refusal; it gives up after 8 hours. */
const retryWaitsMs = [10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR];
const GIVE_UP_MS = 8 * HOUR;

const deferred = (): Step[] => {
  let afterMs = 0;
  const failures = retryWaitsMs.map((waitMs, i): Step => {
    const failure = step(afterMs, {
      kind: 'failed',
      severity: 'temporary',
      attempt: i + 1,
      retrySeconds: waitMs / 1000,
    });
    afterMs += waitMs;
    return failure;
  });
  const attempt = failures.length + 1;
  return [...failures, step(GIVE_UP_MS, { kind: 'failed', severity: 'permanent', reason: 'old', attempt })];
};

const behaviours: Record<string, Behaviour> = {
  reject: () => [step(0, { kind: 'rejected' })],
  bounce: () => [step(0, { kind: 'failed', severity: 'permanent', reason: 'bounce', attempt: 1 })],
  softbounce: () => [
    step(0, { kind: 'failed', severity: 'temporary', attempt: 1, retrySeconds: 600 }),
    delivered(10 * MINUTE, 2),
  ],
  defer: deferred,
  complain: () => [delivered(), step(0, { kind: 'complained' })],
  unsubscribe: () => [delivered(), step(0, { kind: 'unsubscribed' })],
  open: (facts) => [delivered(), ...opens(facts, 'person', READING_DELAY_MS)],
  click: (facts) => [
    delivered(),
    ...opens(facts, 'person', READING_DELAY_MS),
    ...clicks(facts, 'person', READING_DELAY_MS, firstLink(facts.links)),
  ],
  bot: (facts) => [
    delivered(),
    ...opens(facts, 'scanner', 0),
    ...clicks(facts, 'scanner', 0, allLinks(facts.links)),
  ],
  apple: (facts) => [delivered(), ...opens(facts, 'apple', READING_DELAY_MS)],
  reply: () => [delivered()],
  ooo: () => [delivered()],
  silent: () => [],
};

/** What comes of a mail to this address; the local part decides. */
export const stepsFor = (address: string, facts: Pick<Facts, 'tracking' | 'links'>): Step[] => {
  const character = characterOf(address);
  const behave = Object.hasOwn(behaviours, character) ? behaviours[character] : undefined;
  return behave === undefined ? [delivered()] : behave(facts);
};

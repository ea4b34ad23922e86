import { DAY } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import { type OptOutSwitch, optOutSwitches } from '../contract/category.ts';
import { type Recipient, type Suppression, suppressionOf } from './recipient.ts';

/** What becomes of a recipient; undefined where nothing changes. */
export type Decision = Recipient | undefined;

/** Switches categories off, unless they were switched on again after `at`: events may come late, and twice. */
export const optOut = (recipient: Recipient, switches: readonly OptOutSwitch[], at: number): Decision => {
  const refused = switches.filter(
    (name) => recipient[name] !== false && at > (recipient.resubscribedAt?.[name] ?? -Infinity),
  );
  if (refused.length === 0) return undefined;
  const off = Object.fromEntries(refused.map((name) => [name, false]));
  return { ...recipient, ...off, unsubscribedAt: at, updatedAt: at };
};

/** The switches that a change has turned on, or off. */
export const switchesTurned = (
  before: Recipient | undefined,
  after: Recipient,
  to: boolean,
): OptOutSwitch[] =>
  optOutSwitches.filter((name) => (before?.[name] !== false) !== to && (after[name] !== false) === to);

/** Keeps the times of unsubscribing and coming back in step with the switches. */
export const datedSwitches = (before: Recipient, after: Recipient, at: number): Recipient => {
  const turnedOn = switchesTurned(before, after, true);
  const on = Object.fromEntries(turnedOn.map((name) => [name, at]));
  return {
    ...after,
    ...(switchesTurned(before, after, false).length > 0 && { unsubscribedAt: at }),
    ...(turnedOn.length > 0 && { resubscribedAt: { ...before.resubscribedAt, ...on } }),
    ...(optOutSwitches.every((name) => after[name] !== false) && { unsubscribedAt: undefined }),
  };
};

/** Stops all mail to the recipient; the first reason stays as long as it holds, unless the new one holds longer. */
export const suppress = (recipient: Recipient, suppression: Suppression): Decision => {
  if (recipient.unsuppressedAt !== undefined && suppression.at <= recipient.unsuppressedAt) return undefined;
  const present = suppressionOf(recipient, suppression.at);
  if (present && (present.until === undefined || suppression.until !== undefined)) return undefined;
  return { ...recipient, suppression, updatedAt: suppression.at };
};

/** Lets mail go to the recipient again. */
export const unsuppress = (recipient: Recipient, at: number): Decision =>
  recipient.suppression === undefined
    ? undefined
    : { ...recipient, suppression: undefined, softBounces: undefined, unsuppressedAt: at, updatedAt: at };

/** Counts a mail that was given up for a passing fault; so many within the window suppress for a while. */
export const countSoftBounce = (recipient: Recipient, at: number, rules: Config['suppression']): Decision => {
  const earlier = recipient.softBounces ?? [];
  if (earlier.includes(at)) return undefined;
  const softBounces = [...earlier, at]
    .filter((time) => time > at - rules.within_days * DAY)
    .slice(-rules.soft_bounces);
  const counted = { ...recipient, softBounces };
  if (softBounces.length < rules.soft_bounces) return counted;
  const detail = `${softBounces.length} mails were given up within ${rules.within_days} days`;
  return suppress(counted, { reason: 'bounce', at, detail, until: at + rules.for_days * DAY }) ?? counted;
};

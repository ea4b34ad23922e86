import { MINUTE, toIso } from '../platform/clock.ts';
import type { LeadConfig } from './config.ts';
import { type Named, namedBy, type People } from './ladder.ts';
import { teamName } from './mail-data.ts';
import type { OwedMail, Reader } from './owed.ts';
import type { LeadRecord } from './record.ts';
import { type Run, runOf } from './response.ts';

/** More names are no help to anybody. */
const MOST_TOLD_SHOWN = 20;

interface Around {
  people: People;
  rules: Pick<LeadConfig, 'policies' | 'hours'>;
  now: number;
}

/** Who but the reader is asked next, and when, as far as it can be told now. */
export const nextAskedOf = (
  { response }: Pick<LeadRecord, 'response'>,
  reader: Reader,
  { people, rules, now }: Around,
): { who: string; at: string } | undefined => {
  if (response.state !== 'open' || response.next.type !== 'step') return undefined;
  const { run, next } = response;
  const { steps } = rules.policies[run.policy];
  // A step that names nobody takes no time: the one after it comes at that moment.
  for (const step of steps.slice(next.step - 1)) {
    const names = namedBy(step, run, people, { now, hours: rules.hours });
    const [first] = names.filter(({ email }) => email !== reader.email);
    if (first !== undefined) return { who: whoIs(names, first), at: toIso(next.at) };
  }
  return undefined;
};

const whoIs = (names: readonly Named[], first: Named): string => {
  const name = teamName(first.name ?? first.email);
  return names.length > 1 ? `${name.slice(0, 190)} +${names.length - 1}` : name;
};

/** Who was asked, since when, and who was told since. */
export const escalationFacts = (
  { response }: Pick<LeadRecord, 'response'>,
  { to, step, mail }: Pick<OwedMail, 'to' | 'step' | 'mail'>,
  now: number,
) => {
  const run = runOf(response);
  return {
    role: roleOf(run, to),
    askedName: run?.asked && teamName(run.asked.name),
    askedAt: toIso(run === undefined ? now : askedSince(run)),
    waitingMinutes: Math.max(0, Math.round((now - (run?.clockFrom ?? now)) / MINUTE)),
    told: (run?.told ?? [])
      .filter((told) => told.step < step && told.email !== to.email)
      .slice(0, MOST_TOLD_SHOWN)
      .map(({ name, email, at }) => ({ name: teamName(name ?? email), at: toIso(at) })),
    isExhausted: mail === 'exhausted',
  };
};

const roleOf = (run: Run | undefined, to: Reader) =>
  run?.told.findLast(({ email }) => email === to.email)?.role ?? 'team';

/** Since when somebody is asked: an alert that waited for a batch told nobody before that left. */
export const askedSince = ({ told, openedAt }: Pick<Run, 'told' | 'openedAt'>): number =>
  told[0]?.at ?? openedAt;

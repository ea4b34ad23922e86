import type { EmailState } from '../outbox/outbox.ts';
import { idOf } from '../outbox/outbox.ts';
import { DAY, toIso } from '../platform/clock.ts';
import { ServiceError } from '../platform/errors.ts';
import { invalid } from '../platform/faults.ts';
import type { Rep } from '../reps/rep.ts';
import { type DigestDeps, FEATURE } from './deps.ts';
import type { DigestKind } from './records.ts';
import { send } from './send-due.ts';
import { type Written, writeDigest, writeTeamDigest } from './write-digest.ts';

/** How far back previews look. */
const MOST_DAYS_BACK = 62;

interface Asked {
  kind: DigestKind;
  /** Epoch milliseconds; now when left out. */
  at?: number | undefined;
}

/**
 * What the digest of a rep says at a moment, or that of the teams that they lead; nothing is kept.
 * @throws ServiceError `not_found` for an unknown rep, `wrong_state` for one who leads nobody, `invalid` for a moment
 * ahead, or too long ago.
 */
export const previewOf = async (deps: DigestDeps, repId: string, asked: Asked) => {
  const now = deps.now();
  const at = asked.at ?? now;
  const fault = (code: string, detail: string): never => {
    throw invalid([{ pointer: '/query/at', code, detail }]);
  };
  if (at > now) fault('in_the_future', `It is ${toIso(now)} now; nobody knows what comes.`);
  if (at < now - MOST_DAYS_BACK * DAY) fault('too_long_ago', `At most ${MOST_DAYS_BACK} days back.`);
  const written = await write(deps, await findRep(deps, repId), { kind: asked.kind, at });
  const { subject, text, html } = await deps.outbox.preview(written.request);
  const { slot, span, kind, isQuiet, numbers, insights } = written;
  return {
    repId,
    kind,
    slot: toIso(slot.at),
    from: toIso(span.from),
    to: toIso(span.to),
    quiet: isQuiet,
    numbers,
    insights,
    subject,
    text,
    html,
  };
};

/**
 * Sends the present digest at once, beside that of the day. `token` names the request: the same again is the same mail.
 * @throws as `previewOf`.
 */
export const sendNow = async (
  deps: DigestDeps,
  repId: string,
  { kind, token }: { kind: DigestKind; token: string },
): Promise<EmailState[]> => {
  const rep = await findRep(deps, repId);
  const key = `digest/${kind}/${repId}/now/${token}`;
  const known = await deps.outbox.find([idOf(FEATURE, key)]);
  if (known.size > 0) return [...known.values()];
  const written = await write(deps, rep, { kind, at: deps.now() });
  const id = await send(deps, written, { key });
  return [...(await deps.outbox.find([id])).values()];
};

const findRep = async ({ reps }: Pick<DigestDeps, 'reps'>, id: string): Promise<Rep> => {
  const rep = await reps.findRep(id);
  if (rep === undefined) throw new ServiceError('not_found', `There is no rep "${id}".`);
  return rep;
};

const write = async (
  deps: DigestDeps,
  rep: Rep,
  { kind, at }: { kind: DigestKind; at: number },
): Promise<Written> => {
  if (kind === 'rep') return writeDigest(deps, rep, at);
  const led = (await deps.reps.listTeams()).filter(({ managerId }) => managerId === rep.id);
  if (led.length === 0) throw new ServiceError('wrong_state', `The rep "${rep.id}" leads no team.`);
  const written = await writeTeamDigest(deps, rep, led, at);
  if (written !== undefined) return written;
  const names = led.map(({ id }) => `"${id}"`).join(', ');
  throw new ServiceError('wrong_state', `Nobody is in the team ${names}, so there is nothing to tell.`);
};

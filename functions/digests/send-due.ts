import pMap from 'p-map';
import { ownAlertEvent } from '../bus/own-alerts.ts';
import { DAY, MINUTE } from '../platform/clock.ts';
import { idOf } from '../outbox/outbox.ts';
import type { Rep } from '../reps/rep.ts';
import { type DigestDeps, FEATURE } from './deps.ts';
import { makeTeamMemo } from './read-day.ts';
import type { DigestDay, DigestKind, DigestRecord } from './records.ts';
import { lastSlot } from './slot.ts';
import { type Written, writeDigest, writeTeamDigest } from './write-digest.ts';

/** Digests that are due at a moment. */
export interface DueDigests {
  kind: DigestKind;
  slotAt: number;
  repIds: readonly string[];
}

export const keyOf = ({ kind, repId, date }: DigestDay): string => `digest/${kind}/${repId}/${date}`;

/** Sends the digests of a slot, each once, whatever became of the run before; answers what stopped some of them. */
export const sendDue = async (
  deps: DigestDeps,
  { kind, slotAt, repIds }: DueDigests,
): Promise<{ repId: string; error: unknown }[]> => {
  const memo = makeTeamMemo();
  const teams = kind === 'team' ? await deps.reps.listTeams() : [];
  const failures: { repId: string; error: unknown }[] = [];
  for (const repId of repIds) {
    try {
      const rep = await deps.reps.findRep(repId);
      if (rep === undefined || !rep.digest.enabled) continue;
      const led = teams.filter(({ managerId }) => managerId === repId);
      await sendOne(deps, { rep, kind, slotAt }, (at) =>
        kind === 'rep' ? writeDigest(deps, rep, at, memo) : writeTeamDigest(deps, rep, led, at),
      );
    } catch (error) {
      failures.push({ repId, error });
    }
  }
  return failures;
};

const sendOne = async (
  deps: DigestDeps,
  { rep, kind, slotAt }: { rep: Rep; kind: DigestKind; slotAt: number },
  write: (at: number) => Promise<Written | undefined>,
): Promise<void> => {
  // Moved since, on a day off, or away.
  const slot = lastSlot(rep, slotAt);
  if (slot?.at !== slotAt) return;
  const record: DigestRecord = { kind, repId: rep.id, date: slot.date, slotAt, state: 'begun', insights: [] };
  if ((await deps.records.begin(record)) === 'over') return;
  if (deps.now() > slotAt + deps.rules.maxLateMs) {
    deps.metrics.addMetric('DigestsLeftOut', 'Count', 1);
    await deps.bus.publish([ownAlertEvent({ kind: 'digest_late', id: keyOf(record) })]);
    await deps.records.end({ ...record, state: 'late' });
    return;
  }
  const written = await write(slotAt);
  if (written === undefined || (written.isQuiet && rep.digest.quietDay === 'none')) {
    await deps.records.end({ ...record, state: 'quiet' });
    return;
  }
  // One that was in time at the last moment has a minute to leave.
  const expiresAt = slotAt + deps.rules.maxLateMs + MINUTE;
  await send(deps, written, { key: keyOf(record), expiresAt });
  await deps.records.end({ ...record, state: 'sent', insights: written.told });
};

/** Hands a digest to the outbox; answers the id of the mail. */
export const send = async (
  { outbox, named, config }: Pick<DigestDeps, 'outbox' | 'named' | 'config'>,
  { request, named: people, span }: Written,
  { key, expiresAt }: { key: string; expiresAt?: number },
): Promise<string> => {
  // Ahead of the mail, so that whoever is erased afterwards is found in it.
  const ttl = Math.ceil((span.to + (config.retention.messages_days + 1) * DAY) / 1000);
  await pMap(people, (email) => named.add(email, idOf(FEATURE, key), ttl), { concurrency: 10 });
  const { id } = await outbox.send(FEATURE, {
    key,
    request: { ...request, ...(expiresAt !== undefined && { expiresAt }) },
  });
  return id;
};

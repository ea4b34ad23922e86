import type { Named } from './ladder.ts';
import { type HistoryEntry, type Owed, readerOf, toldKey } from './owed.ts';
import type { Run, Told } from './response.ts';

/** Who is told, and by which mails and texts. */
export const toldBy = (
  id: string,
  run: Run,
  { step, named, byText }: { step: number; named: readonly Named[]; byText: boolean },
  now: number,
): Told[] =>
  named.map((one) => ({
    ...one,
    step,
    at: now,
    key: toldKey(id, { run: run.number, step, who: one.repId ?? one.email, channel: 'email' }),
    ...(byText && one.repId !== undefined && { text: 'owed' as const }),
  }));

/** The mails and texts by which somebody is told; what they say is read from the lead as it is then. */
export const mailsOf = (run: Run, told: readonly Told[]): Owed[] =>
  told.flatMap((one): Owed[] => {
    const later = one.role === 'fallback' ? 'exhausted' : 'escalation';
    const mail = one.step === 0 ? 'alert' : later;
    const about = { key: one.key, run: run.number, step: one.step };
    return [
      { do: 'mail', mail, ...about, to: readerOf(one) },
      ...(one.text === 'owed' && one.repId !== undefined
        ? [{ do: 'text' as const, ...about, key: textKeyOf(one.key), repId: one.repId }]
        : []),
    ];
  });

const textKeyOf = (mailKey: string): string => mailKey.replace(/\/email$/, '/sms');

/** What the history says of it. */
export const toldEntry = (run: Run, { at, step, repId, key }: Told): HistoryEntry => ({
  at,
  type: 'told',
  run: run.number,
  step,
  repId,
  channel: 'email',
  key,
});

import type { BusEvent } from '../bus/bus.ts';
import type { SmsOutcome } from '../sms/outcome.ts';
import type { AcknowledgedDetail, EscalatedDetail, TextDetail } from './leads.events.ts';
import type { OwedText } from './owed.ts';
import type { TakenBy, Told } from './response.ts';

export const escalatedEvent = (
  id: string,
  {
    run,
    step,
    told,
    isExhausted,
  }: { run: number; step: number; told: readonly Told[]; isExhausted: boolean },
): BusEvent => ({
  detailType: 'lead.escalated',
  detail: {
    id,
    leadId: id,
    run,
    step,
    told: told.map(({ repId, email }) => repId ?? email),
    exhausted: isExhausted,
  } satisfies EscalatedDetail,
});

export const acknowledgedEvent = (id: string, run: number | undefined, takenBy: TakenBy): BusEvent => {
  const { repId, how, responseSeconds, withinTarget } = takenBy;
  return {
    detailType: 'lead.acknowledged',
    detail: { id, leadId: id, run, repId, how, responseSeconds, withinTarget } satisfies AcknowledgedDetail,
  };
};

/** What became of a text message, and how many parts it has, each of which is paid for; undefined where none was asked for. */
export const textEvent = (
  id: string,
  { run, step, repId }: Pick<OwedText, 'run' | 'step' | 'repId'>,
  { outcome, parts }: { outcome: SmsOutcome; parts: number },
): BusEvent | undefined => {
  if (outcome.outcome === 'off') return undefined;
  const reason = outcome.outcome === 'refused' ? outcome.why : undefined;
  return {
    detailType: `sms.${outcome.outcome}`,
    detail: { id, leadId: id, repId, run, step, parts, reason } satisfies TextDetail,
  };
};

import type { BusEvent } from '../bus/bus.ts';
import type { TakenBy, Told } from './response.ts';

export const escalatedEvent = (
  id: string,
  { step, told, isExhausted }: { step: number; told: readonly Told[]; isExhausted: boolean },
): BusEvent => ({
  detailType: 'lead.escalated',
  detail: {
    id,
    leadId: id,
    step,
    told: told.map(({ repId, email }) => repId ?? email),
    exhausted: isExhausted,
  },
});

export const acknowledgedEvent = (id: string, takenBy: TakenBy): BusEvent => {
  const { repId, how, responseSeconds, withinTarget } = takenBy;
  return {
    detailType: 'lead.acknowledged',
    detail: { id, leadId: id, repId, how, responseSeconds, withinTarget },
  };
};

import type { Asked } from '../reps/on-duty.ts';
import type { LeadDeps } from './deps.ts';
import type { LeadRecord } from './record.ts';
import type { Alert } from './transition.ts';

/** What an alert is made for. */
export interface Alerting {
  base: LeadRecord;
  asked: Asked | undefined;
  policy: Alert['policy'];
  /** Who had the lead before. */
  handedOverBy: string | undefined;
  /** Epoch milliseconds. */
  now: number;
}

/** An alert to who is asked: by itself, or in a batch where they chose that or there would be too many. */
export const alertFor = async (
  deps: LeadDeps,
  { base, asked, policy, handedOverBy, now }: Alerting,
): Promise<Alert> => {
  const rep = asked?.rep;
  const key = `${base.id}/${base.runs + 1}`;
  const place =
    policy === 'hot' || rep === undefined
      ? { as: 'single' as const }
      : await deps.alerts.place({ leadId: base.id, key }, rep, deps.rules, now);
  const owner =
    base.lead.ownerRepId === undefined ? undefined : await deps.reps.findRep(base.lead.ownerRepId);
  return {
    policy,
    asked: rep && { repId: rep.id, name: rep.name, email: rep.email },
    clockFrom: asked?.clockFrom ?? now,
    standsInFor: owner !== undefined && owner.id !== rep?.id ? owner.name : undefined,
    handedOverBy,
    place,
  };
};

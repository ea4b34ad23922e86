import * as z from 'zod';
import { type OwnAlert, ownAlertDetail } from '../bus/own-alerts.ts';
import type { FeatureEvent } from '../bus/take-event.ts';
import { systemAlertSchema } from './system-alert.ts';
import type { HearDeps } from './deps.ts';
import { tell } from './take-alert.ts';

const text = z.object({ leadId: z.string(), run: z.number(), step: z.number(), repId: z.string() });
const textSchema = text.extend({ parts: z.number(), reason: z.string().optional() });
const answerSchema = z.object({
  leadId: z.string(),
  repId: z.string(),
  responseSeconds: z.number().optional(),
});

const failedSchema = z.object({
  id: z.string(),
  generation: z.number(),
  template: z.string().optional(),
});

/** What the service itself published, and what operators make of it; they answer nothing that was left out. */
export const makeHearing = (deps: HearDeps) => {
  const tellOwn = (own: OwnAlert, at: number, example: string): Promise<void> =>
    tell(deps, { alert: systemAlertSchema.parse(ownAlertDetail(own)), at, isOwn: true, example });
  const onText =
    (outcome: 'sent' | 'unknown' | 'refused') =>
    async ({ detail, at }: FeatureEvent): Promise<void> => {
      const { reason, ...fact } = textSchema.parse(detail);
      await deps.facts.note({ type: 'text', ...fact, outcome, at }, deps.now());
      if (outcome !== 'refused') return;
      const { leadId, run, step, repId } = fact;
      const id = `${leadId}/${run}/${step}/${repId}`;
      const alert: OwnAlert =
        reason === 'spend_limit'
          ? { kind: 'sms_spend_limit', id }
          : { kind: 'sms_refused', id, about: reason ?? 'other' };
      await tellOwn(alert, at, leadId);
    };
  return {
    deadLetter: async ({ detail, at }: FeatureEvent): Promise<void> => {
      const { id, generation, template } = failedSchema.parse(detail);
      // A mail about mails that fail would be the next to fail.
      if (template === 'system_alert' || template === 'status_report') return;
      await tellOwn({ kind: 'dead_letter', id: `${id}/${generation}` }, at, id);
    },
    escalated: async ({ detail, at }: FeatureEvent): Promise<void> => {
      const { leadId, run } = text.pick({ leadId: true, run: true }).parse(detail);
      await deps.facts.note({ type: 'untaken', leadId, run, at }, deps.now());
      await tellOwn({ kind: 'lead_untaken', id: `${leadId}/${run}` }, at, leadId);
    },
    acknowledged: async ({ detail, at }: FeatureEvent): Promise<void> => {
      const { leadId, repId, responseSeconds } = answerSchema.parse(detail);
      if (responseSeconds === undefined) return;
      await deps.facts.note({ type: 'answer', leadId, repId, seconds: responseSeconds, at }, deps.now());
    },
    textSent: onText('sent'),
    textUnknown: onText('unknown'),
    textRefused: onText('refused'),
  };
};

import { checkSections, type Config } from '../platform/config.ts';
import { flag, section, wholeNumber } from '../platform/config-fields.ts';
import { valueAt } from '../platform/json.ts';

/** How urgent a lead is. */
export type Band = 'hot' | 'warm' | 'cold';
export const bands = ['hot', 'warm', 'cold'] as const satisfies readonly Band[];

/** `leads.bands` of app.yaml: the scores from which a lead is hot, and warm. */
export const bandsSection = section({
  hot: wholeNumber(0, 100).default(80),
  warm: wholeNumber(0, 100).default(60),
})
  .refine(({ hot, warm }) => warm <= hot, { error: 'warm at most as high as hot' })
  .prefault({});
export interface BandBounds {
  hot: number;
  warm: number;
}

export const bandBoundsOf = ({ sections }: Pick<Config, 'sections'>): BandBounds =>
  checkSections(bandsSection, valueAt(sections, ['leads', 'bands']), 'leads.bands');

/** `email.templates.lead_alerts` of app.yaml: from which score on somebody is alerted. */
export const leadAlertsSection = section({
  enabled: flag.default(true),
  threshold_score: wholeNumber(0, 100).default(70),
}).prefault({});

export const alertThresholdOf = ({ email }: Pick<Config, 'email'>): number =>
  checkSections(leadAlertsSection, email.templates['lead_alerts'], 'lead_alerts').threshold_score;

/** The band of a score. */
export const bandOf = (score: number, { hot, warm }: BandBounds): Band => {
  if (score >= hot) return 'hot';
  return score >= warm ? 'warm' : 'cold';
};

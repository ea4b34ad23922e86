import { leadAlertOf } from '../shared/lead-alerts.ts';

/** A lead that does not wait: the same, more urgently. */
export const hotLeadAlert = leadAlertOf({
  name: 'hot_lead_alert',
  description: 'A hot lead for who should answer it at once: who it is, why, and what to say.',
  en: { kicker: 'Hot: answer now', kickerBy: 'Hot: answer by {time}' },
  de: { kicker: 'Heiß: jetzt antworten', kickerBy: 'Heiß: antworten bis {time}' },
});

import { leadAlertOf } from '../shared/lead-alerts.ts';

/** A lead is worth a call: who it is, why, and what to say. */
export const leadAlert = leadAlertOf({
  name: 'lead_alert',
  description: 'A new lead for who should answer it: who it is, why, and what to say.',
  en: { kicker: 'New lead for you', kickerBy: 'New lead: answer by {time}' },
  de: { kicker: 'Neuer Lead für Sie', kickerBy: 'Neuer Lead: antworten bis {time}' },
});

/** What every mail says below its content. */
export const sharedTexts = {
  en: {
    why: 'You get this mail because you are in touch with {company}.',
    whyTeam: 'You get this mail as a member of the sales team of {company}.',
    preferences: 'Choose what you get',
    unsubscribe: 'Unsubscribe',
  },
  de: {
    why: 'Sie erhalten diese E-Mail, weil Sie mit {company} in Kontakt stehen.',
    whyTeam: 'Sie erhalten diese E-Mail als Mitglied des Vertriebs von {company}.',
    preferences: 'Auswählen, was ich erhalte',
    unsubscribe: 'Abbestellen',
  },
} as const;

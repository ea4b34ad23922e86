/** Words of the entry in a reader's calendar. */
export const entryTexts = {
  en: {
    agenda: 'Agenda:',
    preparation: 'To prepare:',
    join: 'Join:',
    dialIn: 'Dial in:',
    where: 'Where:',
    materials: 'To read before:',
    manage: 'Change or cancel:',
    with: 'With:',
  },
  de: {
    agenda: 'Worüber wir sprechen:',
    preparation: 'Zur Vorbereitung:',
    join: 'Teilnehmen:',
    dialIn: 'Einwahl:',
    where: 'Ort:',
    materials: 'Vorab zu lesen:',
    manage: 'Ändern oder absagen:',
    with: 'Mit:',
  },
} as const;

import { shortened } from '../platform/one-line.ts';
import { asName } from '../platform/strangers-words.ts';
import type { Language } from '../platform/wording.ts';
import type { AppointmentEntry, LeadEntry } from '../reps/timeline-entries.ts';

const LONGEST_NAME = 80;

const visitor: Readonly<Record<Language, string>> = {
  en: 'an unknown visitor',
  de: 'ein unbekannter Besucher',
};

/** Whom a lead or an appointment is with, as far as a name can be told from a trick. */
export const whoIs = (
  { name, company, email }: Pick<LeadEntry | AppointmentEntry, 'name' | 'company' | 'email'>,
  language: Language,
): string => {
  const [person, firm] = [asName(name), asName(company)];
  const both = person !== undefined && firm !== undefined ? `${person}, ${firm}` : (person ?? firm);
  return shortened(both ?? email ?? visitor[language], LONGEST_NAME);
};

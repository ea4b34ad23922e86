import { asLine } from '../platform/one-line.ts';
import { asName, dialable, withoutLinks } from '../platform/strangers-words.ts';
import type { Person } from './person.ts';

/** Somebody as mails to the sales team show them: names where they are names, and what was typed where they are none. */
export const personInWords = ({ name, email, phone, company }: Person) => ({
  name: asName(name),
  typedName: name && withoutLinks(asLine(name)),
  email,
  phone: phone && asLine(phone),
  dial: phone && dialable(phone),
  company: asName(company),
  typedCompany: company && withoutLinks(asLine(company)),
});

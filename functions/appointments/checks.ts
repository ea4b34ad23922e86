import type { Fault } from '../platform/errors.ts';
import { consentFaults } from '../preferences/consent-times.ts';
import type { Changes } from './appointment.ts';

/** What no schema can say of an appointment that is told now. */
export const timeFaults = ({ customer, attendees = [] }: Changes, now: number): Fault[] => [
  ...consentFaults(customer?.consent, now, '/customer/consent'),
  ...attendees.flatMap(({ consent }, i) => consentFaults(consent, now, `/attendees/${i}/consent`)),
];

import * as z from 'zod';
import { DAY } from '../platform/clock.ts';
import type { LinkKeys } from '../platform/secrets.ts';
import { readToken, signToken, type TokenCheck } from '../platform/signed-link.ts';
import { type AppointmentRecord, endOf, personHash } from './record.ts';

/** What a link in a mail about an appointment stands for: which it is, whose, and which mail brought it. */
const appointmentLinkSchema = z.object({
  id: z.string(),
  /** Of the customer: the link ends with their part in it. */
  person: z.string(),
  emailId: z.string().optional(),
});
export type AppointmentLink = z.infer<typeof appointmentLinkSchema>;

/** What a link is good for; a token of one purpose is forged for any other. */
const purposes = { a: 'appointment', f: 'appointment-feedback' } as const;
export type LinkPath = keyof typeof purposes;

/** Pages of an appointment are open until so long after its end. */
const PAGE_OPEN_MS = 30 * DAY;
/**
 * Whether a page is still open is asked of the appointment as it is then. The token lasts longer, since it may be moved
 * after the mail was written.
 */
const TOKEN_MS = 366 * DAY;

/** Whether the pages of an appointment are closed. */
export const isPageClosed = (record: Pick<AppointmentRecord, 'details'>, now: number): boolean =>
  now > endOf(record) + PAGE_OPEN_MS;

export interface LinkContext {
  /** Without a slash at its end. */
  baseUrl: string;
  linkKeys: LinkKeys;
}

/** The customer's link to a page of their appointment; undefined without an address. The same state gives the same. */
export const customerLink = (
  path: LinkPath,
  record: AppointmentRecord,
  emailId: string | undefined,
  { baseUrl, linkKeys }: LinkContext,
): string | undefined => {
  const { email } = record.details.customer;
  if (email === undefined) return undefined;
  const payload: AppointmentLink = { id: record.id, person: personHash(email), emailId };
  const token = signToken(linkKeys, {
    purpose: purposes[path],
    payload,
    expiresAt: endOf(record) + TOKEN_MS,
  });
  return `${baseUrl}/${path}/${token}`;
};

/** Reads the token of a link. */
export const readAppointmentLink = (
  path: LinkPath,
  text: string,
  { linkKeys, now }: { linkKeys: LinkKeys; now: number },
): TokenCheck<AppointmentLink> =>
  readToken(linkKeys, { purpose: purposes[path], text, schema: appointmentLinkSchema, now });

/** Whether a link belongs to who is the customer now. */
export const isCustomers = (
  { details: { customer } }: Pick<AppointmentRecord, 'details'>,
  { person }: AppointmentLink,
): boolean => customer.email !== undefined && personHash(customer.email) === person;

import * as z from 'zod';
import { instantSchema } from '../platform/fields.ts';
import { at } from './condition.ts';

/** Whom an event of the bus concerns, and what it is about. */
export interface EventAbout {
  /** Addresses of its customer, contact or recipient. */
  emails: string[];
  leadId: string | undefined;
  /** Its own id. */
  id: string | undefined;
  /** When it happened, epoch milliseconds. */
  at: number;
  /** The enrolment whose mail it tells of. */
  enrollmentId: string | undefined;
  /** The score that it tells. */
  score: number | undefined;
}

const text = z.string().min(1).max(320).optional().catch(undefined);
const number = z.number().min(0).max(100).optional().catch(undefined);
const moment = instantSchema.optional().catch(undefined);

/** `time` is when the bus says that it happened; what an event itself says goes before. */
export const aboutOf = (
  type: string,
  detail: Readonly<Record<string, unknown>>,
  time: number,
): EventAbout => {
  const addresses = ['customer.email', 'contact.email', 'recipient.email', 'recipient'];
  const emails = addresses.flatMap((path) => text.parse(at(detail, path)) ?? []);
  const isLead = type.startsWith('lead.');
  const leadId = text.parse(at(detail, 'leadId')) ?? text.parse(at(detail, 'lead.id'));
  return {
    emails: [...new Set(emails)],
    leadId: leadId ?? (isLead ? text.parse(at(detail, 'id')) : undefined),
    id: text.parse(at(detail, 'id')),
    at: moment.parse(at(detail, 'at')) ?? time,
    enrollmentId: text.parse(at(detail, 'metadata.enrollmentId')),
    score: number.parse(at(detail, isLead ? 'score' : 'lead.score')),
  };
};

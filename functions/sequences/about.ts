import * as z from 'zod';
import { recipientKey } from '../platform/address.ts';
import { emailAddressSchema, idSchema, instantSchema } from '../platform/fields.ts';
import { at } from './condition.ts';
import { isOfSequences } from './event-types.ts';
import { emailIdOf } from './step-mail.ts';

/** Whom an event of the bus concerns, and what it is about. */
export interface EventAbout {
  /** Addresses of its customer, contact or recipient; of an event about a mail, of whom that went to. */
  emails: string[];
  leadId: string | undefined;
  /** Its own id; of an event of sequences, of the enrolment. */
  id: string | undefined;
  /** When it happened, epoch milliseconds; never ahead of now. */
  at: number;
  /** The number that its sender raises with each change of what it is about: events may come, and tell of their time, out of order. */
  change: number | undefined;
  /** The enrolment whose mail it tells of. */
  enrollmentId: string | undefined;
  /** The score that it tells. */
  score: number | undefined;
}

type Detail = Readonly<Record<string, unknown>>;

const address = emailAddressSchema.optional().catch(undefined);
const id = idSchema.optional().catch(undefined);
const number = z.number().min(0).max(100).optional().catch(undefined);
const change = z.int().min(0).optional().catch(undefined);
const moment = instantSchema.optional().catch(undefined);

/** `time` is when the bus says that it happened; what an event itself says goes before, but for what is yet to come. */
export const aboutOf = (
  type: string,
  detail: Detail,
  { time, now }: { time: number; now: number },
): EventAbout => {
  const isLead = type.startsWith('lead.');
  return {
    ...whomOf(type, detail),
    id: id.parse(at(detail, isOfSequences(type) ? 'enrollmentId' : 'id')),
    at: Math.min(moment.parse(at(detail, 'at')) ?? time, now),
    // Of an event of sequences it is the name of one.
    change: change.parse(at(detail, 'sequence')),
    enrollmentId: type.startsWith('email.') ? enrollmentOf(detail) : undefined,
    score: number.parse(at(detail, isLead ? 'score' : 'lead.score')),
  };
};

/** A mail may go to somebody else than the lead or the customer that it is about, so that it concerns its recipient alone. */
const whomOf = (type: string, detail: Detail): Pick<EventAbout, 'emails' | 'leadId'> => {
  const isOfRecipient = type.startsWith('email.') || type === 'preferences.changed';
  const paths = isOfRecipient
    ? ['recipient']
    : ['customer.email', 'contact.email', 'recipient.email', 'recipient'];
  const emails = paths.flatMap((path) => address.parse(at(detail, path)) ?? []);
  const named = id.parse(at(detail, 'leadId')) ?? id.parse(at(detail, 'lead.id'));
  const ofLead = type.startsWith('lead.') ? id.parse(at(detail, 'id')) : undefined;
  return {
    emails: [...new Map(emails.map((email) => [recipientKey(email), email])).values()],
    leadId: isOfRecipient ? undefined : (named ?? ofLead),
  };
};

/** Metadata are whatever a caller says; only the mail of a step has the id that belongs to its enrolment. */
const enrollmentOf = (detail: Detail): string | undefined => {
  const [enrollmentId, step] = ['enrollmentId', 'step'].map((name) =>
    id.parse(at(detail, `metadata.${name}`)),
  );
  if (enrollmentId === undefined || step === undefined) return undefined;
  return emailIdOf({ id: enrollmentId }, step) === at(detail, 'id') ? enrollmentId : undefined;
};

import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { measureSms } from '../../functions/sms/text.ts';
import type { ServiceAnswer } from './scheduler.ts';

export interface SentSms {
  to: string;
  body: string;
  at: string;
  segments: number;
}

/** Text messages of AWS End User Messaging: keeps what was sent, and behaves by the last digits of a number. */
export interface TextMessages {
  /** Undefined: the caller's connection is closed without an answer. */
  sendTextMessage: (body: string) => ServiceAnswer | undefined;
  /** The newest that match, newest last. */
  list: (filter: { to?: string; limit: number }) => SentSms[];
  reset: () => void;
}

/** No pattern takes an empty text. */
const upTo = (max: number, pattern: RegExp) => z.string().max(max).regex(pattern);

/**
 * The whole request; AWS reads over fields that it does not know, which here are faults of ours.
 * @see https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html
 */
const requestSchema = z.strictObject({
  DestinationPhoneNumber: z.string().regex(/^\+[1-9]\d{6,14}$/, 'Must be in E.164 format'),
  OriginationIdentity: upTo(256, /^[A-Za-z0-9_:/+-]+$/).optional(),
  MessageBody: upTo(1600, /\S/),
  MessageType: z.enum(['TRANSACTIONAL', 'PROMOTIONAL']).optional(),
  Keyword: upTo(30, /^[ \S]+$/).optional(),
  ConfigurationSetName: upTo(256, /^[A-Za-z0-9_:/-]+$/).optional(),
  MaxPrice: upTo(8, /^[0-9]{0,2}\.[0-9]{1,5}$/).optional(),
  TimeToLive: z.int().min(5).max(259_200).optional(),
  Context: z
    .record(upTo(100, /^\S+$/), upTo(800, /^(?!\s)[\s\S]+(?<!\s)$/))
    .refine((context) => Object.keys(context).length <= 5, 'Must have at most 5 entries')
    .optional(),
  DestinationCountryParameters: z
    .partialRecord(z.enum(['IN_TEMPLATE_ID', 'IN_ENTITY_ID']), upTo(64, /^\S+$/))
    .optional(),
  DryRun: z.boolean().optional(),
  ProtectConfigurationId: upTo(256, /^[A-Za-z0-9_:/-]+$/).optional(),
  MessageFeedbackEnabled: z.boolean().optional(),
});

const rowSchema = z.object({ recipient: z.string(), body: z.string(), at: z.number() });
const countSchema = z.object({ times: z.number() });

/** How often a number that ends in 0429 is throttled before a message is taken. */
const THROTTLED_TIMES = 2;

export const makeTextMessages = (database: DatabaseSync, now: () => number): TextMessages => {
  const insert = database.prepare('INSERT INTO sms (recipient, body, at) VALUES (?, ?, ?)');
  const newest = database.prepare(
    "SELECT recipient, body, at FROM sms WHERE ? IN (recipient, '') ORDER BY seq DESC LIMIT ?",
  );
  const count = database.prepare(
    `INSERT INTO sms_throttled (message, times) VALUES (?, 1)
     ON CONFLICT (message) DO UPDATE SET times = times + 1 RETURNING times`,
  );
  const forget = database.prepare('DELETE FROM sms_throttled WHERE message = ?');
  const isThrottled = (message: string): boolean => {
    if (countSchema.parse(count.get(message)).times <= THROTTLED_TIMES) return true;
    // The next of the same words is another message.
    forget.run(message);
    return false;
  };
  return {
    sendTextMessage: (request) => {
      const read = requestSchema.safeParse(JSON.parse(request));
      if (!read.success) return invalid(read.error);
      const { DestinationPhoneNumber: to, MessageBody: body, DryRun } = read.data;
      if (to.endsWith('0404')) return optedOut(to);
      if (to.endsWith('0429') && isThrottled(JSON.stringify([to, body]))) return throttled;
      if (to.endsWith('0500')) return undefined;
      if (DryRun !== true) insert.run(to, body, now());
      return { status: 200, body: { MessageId: randomUUID() } };
    },
    list: ({ to, limit }) =>
      newest
        // A + in a query is read as a blank.
        .all(to === undefined ? '' : `+${to.replaceAll(/\D/g, '')}`, limit)
        .map((row) => {
          const { recipient, body, at } = rowSchema.parse(row);
          const { segments } = measureSms(body);
          return { to: recipient, body, at: new Date(at).toISOString(), segments };
        })
        .reverse(),
    reset: () => database.exec('DELETE FROM sms; DELETE FROM sms_throttled'),
  };
};

const invalid = (error: z.ZodError): ServiceAnswer => ({
  status: 400,
  errorType: 'ValidationException',
  body: {
    Message: 'Request validation failed',
    Reason: 'FIELD_VALIDATION_FAILED',
    Fields: error.issues.flatMap((issue) => {
      const names = issue.code === 'unrecognized_keys' ? issue.keys : [String(issue.path[0] ?? '')];
      return names.map((Name) => ({ Name, Message: issue.message }));
    }),
  },
});

const optedOut = (to: string): ServiceAnswer => ({
  status: 400,
  errorType: 'ConflictException',
  body: {
    Message: `Destination phone number is opted out. Number: ${to}`,
    Reason: 'DESTINATION_PHONE_NUMBER_OPTED_OUT',
    ResourceType: 'opted-out-number',
    ResourceId: to,
  },
});

const throttled: ServiceAnswer = {
  status: 400,
  errorType: 'ThrottlingException',
  body: { Message: 'Rate exceeded' },
};

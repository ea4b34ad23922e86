import * as z from 'zod';
import { makeMailgunClients } from './client.ts';
import { type Secret, SecretFault } from '../platform/secrets.ts';
import { classifyAnswer, classifyFailure, type SendOutcome } from './send-outcome.ts';
import type { OutgoingMail } from './outgoing-mail.ts';
import type { MailgunSecret } from './secret.ts';

export interface MailgunClient {
  /** Sends one mail; never throws for what Mailgun or the network answers. */
  send: (mail: OutgoingMail) => Promise<SendOutcome>;
  /** Every event of some types in a range of time, oldest first; read to the last page. @throws when Mailgun refuses. */
  events: (query: EventsQuery) => AsyncIterable<unknown>;
}

export interface EventsQuery {
  domain: string;
  /** Epoch milliseconds. */
  begin: number;
  end: number;
  types: readonly string[];
  /** Events of one message only; without angle brackets. */
  messageId?: string | undefined;
}

export interface MailgunSettings {
  url: string;
  timeoutMs: number;
  secret: Secret<MailgunSecret>;
  now: () => number;
}

const failureSchema = z.object({
  type: z.literal('MailgunAPIError'),
  status: z.number(),
  message: z.string(),
  details: z.string().optional().catch(undefined),
});

const PAGE_SIZE = 300;

type MessageData = Parameters<ReturnType<ReturnType<typeof makeMailgunClients>>['messages']['create']>[1];

const asForm = ({ fields: { attachment, ...fields } }: OutgoingMail): MessageData => ({
  ...fields,
  ...(attachment && { attachment: attachment.map((file) => ({ ...file })) }),
});

/** mailgun.js sends what has a `message` to `messages.mime`. Few mails need the composer, so it is loaded by the first. */
const asMime = async (
  mail: OutgoingMail,
  calendar: NonNullable<OutgoingMail['calendar']>,
  now: number,
): Promise<MessageData> => {
  const { mimeMessage, optionsOf } = await import('./mime-message.ts');
  const message = await mimeMessage(mail, calendar, now);
  return { ...optionsOf(mail.fields), to: mail.to.email, message };
};

/** The API key; where the secret can't serve, what a send comes to: no mail is to blame, and all of them wait. */
const keyOr = async (read: () => Promise<MailgunSecret>): Promise<string | SendOutcome> => {
  try {
    return (await read()).apiKey;
  } catch (error) {
    if (error instanceof SecretFault) return { kind: 'account', status: NO_ANSWER, detail: error.message };
    throw error;
  }
};

/** Mailgun was not asked. */
const NO_ANSWER = 0;

/** Mailgun through mailgun.js. The API key is read with the secret, and anew when Mailgun refuses it. */
export const makeMailgunClient = (settings: MailgunSettings): MailgunClient => {
  const clientFor = makeMailgunClients(settings);
  const attempt = async (mail: OutgoingMail, key: string): Promise<SendOutcome> => {
    try {
      const data =
        mail.calendar === undefined ? asForm(mail) : await asMime(mail, mail.calendar, settings.now());
      return classifyAnswer(await clientFor(key).messages.create(mail.domain, data));
    } catch (error) {
      const failure = failureSchema.safeParse(error);
      if (!failure.success) throw error;
      return classifyFailure({ ...failure.data, details: failure.data.details ?? '' }, settings.now());
    }
  };
  return {
    send: async (mail) => {
      const key = await keyOr(settings.secret.get);
      if (typeof key !== 'string') return key;
      const outcome = await attempt(mail, key);
      if (outcome.kind !== 'account' || outcome.status !== 401) return outcome;
      const renewed = await keyOr(settings.secret.refresh);
      if (typeof renewed !== 'string') return renewed;
      return renewed === key ? outcome : attempt(mail, renewed);
    },
    events: async function* (query) {
      const { apiKey } = await settings.secret.get();
      const client = clientFor(apiKey);
      let page: string | undefined;
      for (;;) {
        const answer = await client.events.get(query.domain, {
          begin: new Date(query.begin).toUTCString(),
          end: new Date(query.end).toUTCString(),
          ascending: 'yes',
          limit: PAGE_SIZE,
          event: query.types.join(' OR '),
          ...(query.messageId !== undefined && { 'message-id': query.messageId }),
          ...(page !== undefined && { page }),
        });
        if (answer.items.length === 0) return;
        yield* answer.items;
        page = answer.pages.next.page;
      }
    },
  };
};

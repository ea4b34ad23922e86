import * as z from 'zod';
import { asLine, shortened } from '../../functions/platform/one-line.ts';

/** What Mailgun said to a call; status 0 where nothing came back. */
export interface Reply {
  status: number;
  /** Its own words of what is wrong, on one line. */
  message: string;
  body: unknown;
}

export interface MailgunReader {
  url: string;
  get: (path: string) => Promise<Reply>;
  /** Has Mailgun take a mail in test mode: it is accepted, billed and not delivered. */
  sendTestMail: (domain: string, mail: { from: string; to: string }) => Promise<Reply>;
}

const TIMEOUT_MS = 15_000;

const messageSchema = z.object({ message: z.string() });

/** Mailgun by its API. What it answers is told, not thrown. */
export const makeMailgunReader = (url: string, apiKey: string): MailgunReader => {
  const call = async (path: string, init: RequestInit): Promise<Reply> => {
    const authorization = `Basic ${Buffer.from(`api:${apiKey}`).toString('base64')}`;
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const response = await fetch(url + path, { ...init, headers: { authorization }, signal });
      return readReply(response.status, await response.text());
    } catch (error) {
      return { status: 0, message: whyOf(error), body: undefined };
    }
  };
  return {
    url,
    get: (path) => call(path, {}),
    sendTestMail: (domain, { from, to }) => {
      const form = new FormData();
      const fields = {
        from,
        to,
        subject: 'Test of the API key',
        text: 'Not delivered.',
        'o:testmode': 'yes',
      };
      for (const [name, value] of Object.entries(fields)) form.append(name, value);
      return call(`/v3/${encodeURIComponent(domain)}/messages`, { method: 'POST', body: form });
    },
  };
};

const readReply = (status: number, text: string): Reply => {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { status, message: shortened(asLine(text), 200), body: undefined };
  }
  const parsed = messageSchema.safeParse(body);
  return { status, message: parsed.success ? shortened(asLine(parsed.data.message), 200) : '', body };
};

/** The cause of a failed fetch is inside of it. */
const whyOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  return 'code' in cause ? String(cause.code) : cause.name;
};

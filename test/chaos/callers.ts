import type { CloudClient } from '../cloud-client.ts';
import type { AcceptedMessage } from './audit.ts';

const names = ['ada', 'bounce', 'softbounce', 'open', 'click', 'complain', 'silent', 'bob', 'eve', 'bot'];

const emailAt = (i: number): Record<string, unknown> & { to: { email: string } } => ({
  to: { email: `${names[i % names.length] ?? 'ada'}+${i}@example.com` },
  subject: 'Chaos',
  text: 'Hello',
  html: '<p><a href="https://example.com/">Hi</a></p>',
  category: i % 2 === 0 ? 'system' : 'digest',
});

/** Sends the e-mails with these numbers, half of them in one batch, as callers do who repeat until they are answered. */
export const sendUntilAccepted = async (
  client: () => Promise<CloudClient>,
  from: number,
  until: number,
): Promise<AcceptedMessage[]> => {
  const emails = Array.from({ length: until - from }, (_, i) => emailAt(from + i));
  const half = Math.ceil(emails.length / 2);
  const [singles, batch] = await Promise.all([
    Promise.all(emails.slice(0, half).map((email, i) => sendOne(client, email, `single-${from + i}`))),
    sendBatch(client, emails.slice(half), `batch-${from}`),
  ]);
  return [...singles, ...batch].map((id, i) => ({ id, to: emails[i]?.to.email ?? '' }));
};

const sendOne = async (
  client: () => Promise<CloudClient>,
  email: Record<string, unknown>,
  key: string,
): Promise<string> => (await post<{ id: string }>(client, { pathname: '/v1/emails', body: email, key })).id;

/** Repeats the batch under its key until each e-mail was taken once. */
const sendBatch = async (
  client: () => Promise<CloudClient>,
  emails: readonly Record<string, unknown>[],
  key: string,
): Promise<string[]> => {
  const ids = new Map<number, string>();
  while (ids.size < emails.length) {
    const { items } = await post<{ items: { id?: string }[] }>(client, {
      pathname: '/v1/emails/batch',
      body: { emails },
      key,
    });
    for (const [i, { id }] of items.entries()) if (id !== undefined) ids.set(i, id);
  }
  return emails.map((_email, i) => ids.get(i) ?? '');
};

const PATIENCE_MS = 25;

const post = async <T>(
  client: () => Promise<CloudClient>,
  request: { pathname: string; body: unknown; key: string },
): Promise<T> => {
  for (;;) {
    try {
      const answer = await (
        await client()
      ).call<T>('POST', request.pathname, request.body, { 'idempotency-key': request.key });
      if (answer.status === 202) return answer.body;
      if (answer.status < 500) throw new RefusedError(`${answer.status} ${JSON.stringify(answer.body)}`);
    } catch (error) {
      // Anything else is a connection that broke: the process was killed.
      if (error instanceof RefusedError) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  }
};

/** A request that must be taken was refused. */
class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

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
  const batch = post<{ items: { id: string; error?: unknown }[] }>(client, {
    pathname: '/v1/emails/batch',
    body: { emails: emails.slice(half) },
    key: `batch-${from}`,
    isComplete: ({ items }) => items.every(({ error }) => error === undefined),
  });
  const singles = emails
    .slice(0, half)
    .map((body, i) =>
      post<{ id: string }>(client, { pathname: '/v1/emails', body, key: `single-${from + i}` }),
    );
  const ids = [...(await Promise.all(singles)), ...(emails.length > half ? (await batch).items : [])];
  return ids.map(({ id }, i) => ({ id, to: emails[i]?.to.email ?? '' }));
};

const PATIENCE_MS = 25;

const post = async <T>(
  client: () => Promise<CloudClient>,
  request: { pathname: string; body: unknown; key: string; isComplete?: (body: T) => boolean },
): Promise<T> => {
  for (;;) {
    try {
      const answer = await (
        await client()
      ).call<T>('POST', request.pathname, request.body, { 'idempotency-key': request.key });
      if (answer.status === 202 && request.isComplete?.(answer.body) !== false) return answer.body;
      if (answer.status > 202 && answer.status < 500)
        throw new RefusedError(`${answer.status} ${JSON.stringify(answer.body)}`);
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

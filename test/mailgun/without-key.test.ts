import { expect, test } from 'vitest';
import { makeMailgunClient } from '../../functions/mailgun/mailgun.ts';
import type { OutgoingMail } from '../../functions/mailgun/outgoing-mail.ts';
import { SecretFault } from '../../functions/platform/secrets.ts';

const fault = new SecretFault('outbound-email/prod/mailgun', 'is not JSON');
const clientWith = (get: () => Promise<{ apiKey: string }>) =>
  makeMailgunClient({
    url: 'http://127.0.0.1:1',
    timeoutMs: 1000,
    secret: { get, refresh: get },
    now: () => 0,
  });
const mail = { domain: 'mg.example.com', to: { email: 'ada@example.com' }, fields: {} } as OutgoingMail;

test('Where the secret with the key can’t serve, mail waits as for a key that Mailgun refuses, and the outcome says why', async () => {
  expect(await clientWith(() => Promise.reject(fault)).send(mail)).toEqual({
    kind: 'account',
    status: 0,
    detail: 'The secret outbound-email/prod/mailgun is not JSON; docs/deploy.md shows what to store',
  });
});

test('Where Secrets Manager can’t be reached, nothing is said of the key', async () => {
  const trouble = new Error('ThrottlingException');
  await expect(clientWith(() => Promise.reject(trouble)).send(mail)).rejects.toBe(trouble);
});

import { describe, expect, test } from 'vitest';
import { objectionTo, oursOf } from '../../functions/tracking/authority.ts';
import { aConfig, aMessageThatIs } from '../outbox/messages.ts';
import { anEvent } from './events.ts';
import { erasedAddress } from '../../functions/contract/erased-address.ts';

const ours = { domains: ['mg.example.com', 'news.example.com'], redirectTo: undefined };
const message = aMessageThatIs('sent');

describe('a signed event', () => {
  test.each([
    { what: 'of our domain about its recipient', event: anEvent() },
    { what: 'of our domain for marketing', event: anEvent({ domains: ['news.example.com'] }) },
    { what: 'that names no domain', event: anEvent({ domains: [] }) },
    { what: 'that names nobody, of a mail that was thrown away', event: anEvent({ recipient: undefined }) },
  ])('$what counts', ({ event }) => {
    expect(objectionTo(event, message, ours)).toBeUndefined();
  });

  test.each([
    {
      what: 'about somebody else',
      event: anEvent({ type: 'complained', recipient: 'bob@example.com' }),
      why: 'about somebody whom the message did not go to',
    },
    {
      what: 'of another domain in the account',
      event: anEvent({ domains: ['other.example'] }),
      why: 'of a domain that is not ours',
    },
    {
      what: 'of our domain with a Message-Id of another',
      event: anEvent({ domains: ['mg.example.com', 'other.example'] }),
      why: 'of a domain that is not ours',
    },
    {
      what: 'about what a route made of a mail',
      event: anEvent({ isRouted: true }),
      why: 'about a mail that a route of Mailgun made',
    },
  ])('$what does not', ({ event, why }) => {
    expect(objectionTo(event, message, ours)).toBe(why);
  });

  test('about a try that never was is kept apart', () => {
    expect(objectionTo(anEvent({ generation: 9 }), message, ours)).toBe('about a try that never was');
  });

  test('about a mail that was never handed to Mailgun is kept apart, whatever it says', () => {
    for (const waiting of [aMessageThatIs('scheduled'), aMessageThatIs('queued')]) {
      expect(objectionTo(anEvent({ type: 'delivered' }), waiting, ours)).toBe(
        'about a mail that was never handed to Mailgun',
      );
    }
  });

  test('about the mailbox that all mail is redirected to counts, and so does one that names nobody', () => {
    const event = anEvent({ recipient: 'team@example.com' });
    expect(objectionTo(event, message, ours)).toBeDefined();
    const redirected = { ...ours, redirectTo: 'team@example.com' };
    expect(objectionTo(event, message, redirected)).toBeUndefined();
    expect(objectionTo(anEvent({ recipient: undefined }), message, redirected)).toBeUndefined();
  });

  test('about somebody who was erased meanwhile counts', () => {
    const erased = { ...message, to: { email: erasedAddress('ada@example.com') } };
    expect(objectionTo(anEvent(), erased, ours)).toBeUndefined();
    expect(objectionTo(anEvent({ recipient: 'bob@example.com' }), erased, ours)).toBeDefined();
  });

  test('about mail that left under a domain which is configured no more counts', () => {
    const old = { ...message, mailgunMessageId: `<${message.id}.0@old.example>` };
    expect(objectionTo(anEvent({ domains: ['old.example'] }), old, ours)).toBeUndefined();
  });
});

test('events may speak for our domains, and for where mail is sent in its recipients’ stead', () => {
  const mailgun = { domain: 'mg.example.com' };
  expect(oursOf(aConfig({ mailgun }))).toEqual({ domains: ['mg.example.com'], redirectTo: undefined });
  expect(
    oursOf(
      aConfig({
        mailgun: { ...mailgun, marketing_domain: 'news.example.com' },
        sending: { redirect_to: 'Test@Example.com' },
      }),
    ),
  ).toEqual({ domains: ['mg.example.com', 'news.example.com'], redirectTo: 'test@example.com' });
});

test('an event about a mail that was tried by hand again counts, though it was not handed over since', () => {
  const retried = { endedAt: 1, failedAt: 1, reason: 'rejected', retriedAt: 2 } as const;
  const untried = aMessageThatIs('queued');
  expect(objectionTo(anEvent(), { ...untried, generation: 1, retries: [retried] }, ours)).toBeUndefined();
  expect(objectionTo(anEvent(), untried, ours)).toBe('about a mail that was never handed to Mailgun');
});

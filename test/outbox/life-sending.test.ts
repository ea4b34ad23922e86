import { describe, expect, test } from 'vitest';
import { transition } from '../../functions/outbox/message/life.ts';
import { changed, LATER } from './life-fixture.ts';
import { aMessage, aMessageThatIs, DAY, HOUR, MINUTE, NOW, SECOND } from './messages.ts';

describe('one try', () => {
  test('a claim spends a try and names who holds it, and until when', () => {
    expect(
      changed(aMessage(), { type: 'claim', token: 'claim_9', leaseUntil: LATER + MINUTE, recoveredAt: 0 }),
    ).toMatchObject({
      attempts: 1,
      attemptedAt: LATER,
      life: { status: 'sending', claim: 'claim_9', leaseUntil: LATER + MINUTE, nextCheckAt: LATER + MINUTE },
    });
  });

  test('the sweeper never looks before the lease is over', () => {
    const soon = aMessage({ life: { status: 'queued', nextCheckAt: LATER + SECOND } });
    expect(
      changed(soon, {
        type: 'claim',
        token: 'c',
        leaseUntil: LATER + MINUTE,
        recoveredAt: 0,
      }).life,
    ).toMatchObject({
      nextCheckAt: LATER + MINUTE,
    });
  });

  test('a claim that is given up spends no try', () => {
    expect(changed(aMessageThatIs('sending'), { type: 'release' })).toMatchObject({
      attempts: 0,
      life: { status: 'queued' },
    });
  });

  test('a try that failed is remembered, and whether it counts stays open', () => {
    const missed = changed(aMessageThatIs('sending'), {
      type: 'notSent',
      failedTry: { at: LATER, error: 'ECONNREFUSED' },
    });
    expect(missed).toMatchObject({
      attempts: 0,
      undecidedTryAt: LATER,
      failedTries: [{ at: LATER, error: 'ECONNREFUSED' }],
    });
    expect(missed.lastWait).toBeUndefined();
  });

  test('a try that was held back by Mailgun is not spent, and the wait is told', () => {
    const waiting = changed(aMessageThatIs('sending'), {
      type: 'notSent',
      failedTry: { at: LATER, error: '429 slow down' },
      lastWait: { why: '429 slow down', until: LATER + MINUTE },
    });
    expect(waiting).toMatchObject({
      attempts: 0,
      lastWait: { at: LATER, why: '429 slow down', until: LATER + MINUTE },
    });
    expect(waiting.failedTries).toBeUndefined();
  });

  test.each([
    { isProbe: false, open: { undecidedTryAt: LATER } },
    { isProbe: true, open: {} },
  ])('an unknown outcome waits to be settled; of a probe: $isProbe', ({ isProbe, open }) => {
    const failedTry = { at: LATER, error: 'ETIMEDOUT', unknown: true };
    expect(
      changed(aMessageThatIs('sending'), {
        type: 'unknown',
        failedTry,
        settleAt: LATER + 5 * MINUTE,
        isProbe,
      }),
    ).toMatchObject({
      attempts: 0,
      ...open,
      failedTries: [failedTry],
      life: { status: 'sending', settleAt: LATER + 5 * MINUTE, nextCheckAt: LATER + 5 * MINUTE },
    });
  });

  test('a lease that still runs has not lapsed', () => {
    const outcome = transition(
      aMessageThatIs('sending'),
      { type: 'leaseLapsed', settleAt: LATER },
      NOW + MINUTE + SECOND - 1,
    );
    expect(outcome).toEqual({ changed: false, why: 'no_effect' });
  });

  test('a lapsed lease is an unknown outcome of the time of its try', () => {
    const lapsed = changed(
      aMessageThatIs('sending'),
      { type: 'leaseLapsed', settleAt: LATER },
      NOW + MINUTE + SECOND,
    );
    expect(lapsed).toMatchObject({
      attempts: 0,
      failedTries: [{ at: NOW + SECOND, error: 'no answer was recorded', unknown: true }],
      life: { status: 'sending', settleAt: LATER, nextCheckAt: LATER },
    });
    expect(lapsed).not.toHaveProperty('undecidedTryAt');
  });

  test('a function that ends in the midst of a mail costs it no try; one that ends again may', () => {
    const failedTries = [{ at: NOW, error: 'no answer was recorded', unknown: true }];
    const again = changed(
      aMessageThatIs('sending', { failedTries }),
      { type: 'leaseLapsed', settleAt: LATER },
      NOW + MINUTE + SECOND,
    );
    expect(again).toMatchObject({ attempts: 0, undecidedTryAt: NOW + SECOND });
  });

  test('a function that ends after a try that failed in another way costs the mail no try', () => {
    const failedTries = [{ at: NOW, error: 'ETIMEDOUT', unknown: true }];
    const lapsed = changed(
      aMessageThatIs('sending', { failedTries }),
      { type: 'leaseLapsed', settleAt: LATER },
      NOW + MINUTE + SECOND,
    );
    expect(lapsed).not.toHaveProperty('undecidedTryAt');
  });

  test.each([
    { what: 'after it', recoveredAt: NOW + 1, attempts: 2 },
    { what: 'at that very moment', recoveredAt: NOW, attempts: 1 },
    { what: 'before it', recoveredAt: NOW - 1, attempts: 1 },
  ])(
    'a try that failed counts if Mailgun took another mail $what: $attempts',
    ({ recoveredAt, attempts }) => {
      const failed = aMessage({ undecidedTryAt: NOW });
      expect(
        changed(failed, { type: 'claim', token: 'c', leaseUntil: LATER + MINUTE, recoveredAt }),
      ).toMatchObject({ attempts, undecidedTryAt: undefined });
    },
  );

  test('ten failed tries are kept, the newest', () => {
    const failedTries = Array.from({ length: 10 }, (_, i) => ({ at: NOW + i, error: `miss ${i}` }));
    const next = changed(aMessageThatIs('sending', { failedTries }), {
      type: 'notSent',
      failedTry: { at: LATER, error: 'the newest' },
    });
    expect(next.failedTries).toHaveLength(10);
    expect(next.failedTries?.[0]).toEqual({ at: NOW + 1, error: 'miss 1' });
    expect(next.failedTries?.at(-1)).toEqual({ at: LATER, error: 'the newest' });
  });

  test("Mailgun's answer that comes after its own webhook only completes the id", () => {
    const delivered = aMessageThatIs('delivered', { mailgunMessageId: undefined });
    const completed = changed(delivered, { type: 'sent', mailgunMessageId: '<x@mg.example.com>' });
    expect(completed).toEqual({ ...delivered, mailgunMessageId: '<x@mg.example.com>' });
  });
});

describe('what Mailgun tells', () => {
  test('a webhook that beats our own record settles the try as sent', () => {
    const sent = changed(aMessageThatIs('unknown'), { type: 'accepted', occurredAt: NOW + 4 * SECOND });
    expect(sent).toMatchObject({ sentAt: NOW + 4 * SECOND, life: { status: 'sent' } });
  });

  test('a webhook that beats our own record brings the Message-Id, and takes the place of none', () => {
    const accepted = {
      type: 'accepted',
      occurredAt: LATER,
      mailgunMessageId: '<theirs@mg.example.com>',
    } as const;
    expect(changed(aMessageThatIs('unknown'), accepted).mailgunMessageId).toBe('<theirs@mg.example.com>');
    const known = aMessageThatIs('sending', { mailgunMessageId: '<ours@mg.example.com>' });
    expect(changed(known, accepted).mailgunMessageId).toBe('<ours@mg.example.com>');
  });

  test('a message is never sent before it was tried, whatever the clocks say', () => {
    const sent = changed(aMessageThatIs('sending'), { type: 'accepted', occurredAt: NOW - MINUTE });
    expect(sent.sentAt).toBe(NOW + SECOND);
  });

  test('a delayed bounce overrules the delivery, and the time of delivery stays', () => {
    const bounced = changed(aMessageThatIs('delivered'), {
      type: 'bounced',
      occurredAt: LATER,
      detail: '550 over quota',
    });
    expect(bounced).toMatchObject({
      deliveredAt: NOW + 3 * SECOND,
      bouncedAt: LATER,
      life: { status: 'bounced', detail: '550 over quota' },
    });
  });

  test('the first bounce counts as the time of bouncing, even when it comes last, and the words stay', () => {
    const earlier = changed(aMessageThatIs('bounced'), {
      type: 'bounced',
      occurredAt: NOW + 2 * SECOND,
      detail: '550 over quota',
    });
    expect(earlier).toMatchObject({
      bouncedAt: NOW + 2 * SECOND,
      life: { status: 'bounced', detail: '550 No such mailbox' },
    });
  });

  test('a bounce that overtakes its delivery stays a bounce, and the delivery is noted', () => {
    expect(changed(aMessageThatIs('bounced'), { type: 'delivered', occurredAt: LATER })).toMatchObject({
      deliveredAt: LATER,
      life: { status: 'bounced' },
    });
  });

  test('what Mailgun gives up for a suppression fails with that reason', () => {
    expect(
      changed(aMessageThatIs('sent'), {
        type: 'failedAfterSend',
        occurredAt: LATER,
        reason: 'suppressed_complaint',
        detail: '607',
      }).life,
    ).toEqual({ status: 'failed', reason: 'suppressed_complaint', failedAt: LATER, detail: '607' });
  });

  test('the first open counts as the time of opening, even when it comes last', () => {
    const once = changed(aMessageThatIs('delivered'), { type: 'opened', occurredAt: LATER, machine: false });
    const twice = changed(once, { type: 'opened', occurredAt: LATER - HOUR, machine: false });
    expect(twice).toMatchObject({ opens: 2, openedAt: LATER - HOUR });
  });

  test('the first click counts as the time of clicking, even when it comes last', () => {
    const once = changed(aMessageThatIs('delivered'), { type: 'clicked', occurredAt: LATER, machine: false });
    const twice = changed(once, { type: 'clicked', occurredAt: LATER - HOUR, machine: false });
    expect(twice).toMatchObject({ clicks: 2, clickedAt: LATER - HOUR });
  });

  test('software that opens and clicks is counted apart', () => {
    const opened = changed(aMessageThatIs('delivered'), { type: 'opened', occurredAt: LATER, machine: true });
    const clicked = changed(opened, { type: 'clicked', occurredAt: LATER, machine: true });
    expect(clicked).toMatchObject({ opens: 0, clicks: 0, botOpens: 1, botClicks: 1 });
    expect(clicked.openedAt).toBeUndefined();
    expect(clicked.clickedAt).toBeUndefined();
  });

  test.each(['complained', 'unsubscribed'] as const)('%s is a fact with its first time', (type) => {
    const once = changed(aMessageThatIs('delivered'), { type, occurredAt: LATER });
    const twice = changed(once, { type, occurredAt: LATER - HOUR });
    expect(twice).toMatchObject({ [`${type}At`]: LATER - HOUR, life: { status: 'delivered' } });
  });
});

describe('a sent message of which no word comes', () => {
  test('is asked about ever more seldom, and no more once Mailgun has forgotten it', () => {
    let message = changed(
      aMessageThatIs('sending'),
      { type: 'sent', mailgunMessageId: '<x@mg.example.com>' },
      NOW,
    );
    const checks: (number | undefined)[] = [];
    for (let look = 0; look < 8; look += 1) {
      checks.push('nextCheckAt' in message.life ? message.life.nextCheckAt : undefined);
      message = changed(message, { type: 'noEvents' }, NOW + look * DAY);
    }
    const none = undefined;
    expect(checks).toEqual([
      NOW + 15 * MINUTE,
      NOW + HOUR,
      NOW + 4 * HOUR,
      NOW + 9 * HOUR,
      NOW + DAY,
      NOW + 71 * HOUR,
      none,
      none,
    ]);
    expect(message.life.status).toBe('sent');
  });
});

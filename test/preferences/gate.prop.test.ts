import fc from 'fast-check';
import { expect, test } from 'vitest';
import { categories, categoryRules } from '../../functions/contract/category.ts';
import { gate } from '../../functions/preferences/gate.ts';
import { settingsOf } from '../../functions/preferences/settings.ts';
import { parseConfig } from '../../lib/read-config.ts';
import {
  type Recipient,
  recipientSchema,
  suppressionReasons,
} from '../../functions/preferences/recipient.ts';

const NOW = 1_000_000;
const near = fc.integer({ min: NOW - 2, max: NOW + 2 });
const switchArb = fc.option(fc.boolean(), { nil: undefined });
const consentArb = fc.record(
  {
    basis: fc.constant('express' as const),
    source: fc.constant('form'),
    at: fc.constant(1),
    expiresAt: near,
  },
  { requiredKeys: ['basis', 'source', 'at'] },
);
const recipientArb: fc.Arbitrary<Recipient | undefined> = fc.option(
  fc.record(
    {
      emailAddress: fc.constant('ada@example.com'),
      conversationSummaries: switchArb,
      appointmentReminders: switchArb,
      marketingEmails: switchArb,
      digests: switchArb,
      suppression: fc.record({ reason: fc.constantFrom(...suppressionReasons), at: fc.constant(1) }),
      consent: fc.record({ marketing: consentArb }, { requiredKeys: [] }),
    },
    { requiredKeys: ['emailAddress'] },
  ),
  { nil: undefined },
);
const questionArb = fc.record({
  category: fc.constantFrom(...categories),
  recipient: recipientArb,
  settings: fc.constant(settingsOf(undefined, parseConfig('', 'app.yaml'))),
  isDisabled: fc.boolean(),
  capped: fc.option(fc.record({ most: fc.nat(3), got: fc.nat(3) }), { nil: undefined }),
  staleAt: near,
  addressAllowed: fc.boolean(),
  now: fc.constant(NOW),
});

test('a message goes to nobody who is suppressed, and never after its time or out of the sandbox', () => {
  fc.assert(
    fc.property(questionArb, (question) => {
      const stopped =
        question.recipient?.suppression !== undefined || question.staleAt <= NOW || !question.addressAllowed;
      fc.pre(stopped);
      expect(gate(question).kind).toBe('skip');
    }),
  );
});

test('nobody is refused what nobody may refuse for their switches or consent', () => {
  fc.assert(
    fc.property(questionArb, (question) => {
      const { refusedBy, needsConsent } = categoryRules[question.category];
      fc.pre(refusedBy === null && !needsConsent);
      const verdict = gate(question);
      expect(['opted_out', 'no_consent']).not.toContain(verdict.kind === 'skip' ? verdict.reason : 'goes');
    }),
  );
});

test('every recipient that the gate is asked about can be stored', () => {
  fc.assert(
    fc.property(recipientArb, (recipient) => {
      fc.pre(recipient !== undefined);
      expect(recipientSchema.parse(recipient)).toEqual(recipient);
    }),
  );
});

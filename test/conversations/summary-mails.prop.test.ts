import fc from 'fast-check';
import { expect, test } from 'vitest';
import { conversationSchema } from '../../functions/conversations/conversation.ts';
import { customerData, gatheredEntry, salesData } from '../../functions/conversations/summary-mails.ts';
import { checkData } from '../../functions/templates/variables.ts';
import { builtInVersion } from '../templates/built-ins.ts';
import { aConversation } from './fixture.ts';

const SECRET = 'INTERNAL';
const words = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.constantFrom('', ' ', '\n\t'));
const secret = fc.constant(SECRET);
const secrets = fc.array(secret, { maxLength: 3 });

/** Conversations whose every internal field says so. */
const conversations = fc
  .record({
    summary: fc.record({ brief: words, detailed: words }, { requiredKeys: [] }),
    highlights: fc.array(words, { maxLength: 8 }),
    questions: fc.array(words, { maxLength: 3 }),
    nextSteps: fc.array(fc.record({ text: words, owner: words }, { requiredKeys: ['text'] }), {
      maxLength: 3,
    }),
    objections: secrets,
    products: secrets,
    sentiment: secret,
    outcome: fc.constantFrom('price_objection' as const, 'other' as const),
    messageCount: fc.nat(100),
    lead: fc.record({
      id: secret,
      score: fc.integer({ min: 0, max: 100 }),
      reasons: fc.array(fc.oneof(secret, fc.constant(' '), fc.record({ text: fc.constantFrom(SECRET, '') }))),
    }),
    crmUrl: fc.constant(`https://${SECRET.toLowerCase()}.example/${SECRET}`),
    transcriptUrl: fc.constant(`https://example.com/${SECRET}`),
    customer: fc.record({ email: fc.constant('ada@example.com'), phone: secret, company: secret }),
    format: fc.constantFrom('detailed' as const, 'brief' as const),
  })
  .map(({ format, ...different }) => ({
    format,
    conversation: conversationSchema.parse(aConversation(different)),
  }));

test('nothing internal can reach the customer, whatever a conversation holds', () => {
  fc.assert(
    fc.property(conversations, ({ conversation, format }) => {
      const rep = { name: 'Grace', phone: '+49301234567' };
      for (const data of [
        customerData(conversation, rep, { format }),
        gatheredEntry('c1', conversation, 'customer'),
      ]) {
        expect(JSON.stringify(data)).not.toMatch(/internal|score|outcome|price_objection/i);
      }
    }),
  );
});

test('what a conversation gives always fits its templates', () => {
  const fits = (template: string, data: unknown) =>
    expect(
      checkData(builtInVersion(template), JSON.parse(JSON.stringify(data)) as Record<string, unknown>),
    ).toEqual([]);
  fc.assert(
    fc.property(conversations, ({ conversation, format }) => {
      fits('conversation_summary_customer', customerData(conversation, undefined, { format }));
      fits('conversation_summary_sales', salesData(conversation, { format, note: 'A note' }));
      fits('conversation_summary_gathered', {
        summaries: [
          gatheredEntry('c1', conversation, 'sales'),
          gatheredEntry('c2', conversation, 'customer'),
        ],
      });
    }),
  );
});

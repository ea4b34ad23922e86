import fc from 'fast-check';
import { expect, test } from 'vitest';
import { conversationSchema } from '../../functions/conversations/conversation.ts';
import { customerData, salesData } from '../../functions/conversations/summary-mails.ts';
import { mailBytes } from '../../functions/rendering/mail-size.ts';
import { compileVersion, renderTemplate } from '../../functions/rendering/render.ts';
import { checkData } from '../../functions/rendering/variables.ts';
import { builtInVersion } from '../templates/built-ins.ts';
import { aContext } from '../templates/fixture.ts';
import { aConversation } from './fixture.ts';
import { gatheredEntry, gatheringMail } from '../../functions/conversations/gathered-mail.ts';

const bounds = { hot: 80, warm: 60 };

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
        gatheredEntry({ id: 'c1', rev: 1, conversation }, 'customer'),
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
      fits('conversation_summary_sales', salesData({ conversation }, { format, note: 'A note' }, bounds));
      fits('conversation_summary_gathered', {
        summaries: [
          gatheredEntry({ id: 'c1', rev: 1, conversation }, 'sales'),
          gatheredEntry({ id: 'c2', rev: 1, conversation }, 'customer'),
        ],
      });
    }),
  );
});

test.each([
  { what: 'of wide letters', letter: '李' },
  { what: 'of what HTML escapes', letter: '&' },
  { what: 'of what quoted-printable escapes', letter: '=' },
  { what: 'of plain words', letter: 'word ' },
  { what: 'of lists', letter: '- a\n' },
  { what: 'of paragraphs', letter: 'a\n\n' },
  { what: 'of lines', letter: 'a\n' },
  { what: 'of tables', letter: '|a|b|\n|-|-|\n' },
  { what: 'of emphasis', letter: '**a** ' },
])('however much $what a conversation holds, Gmail shows the whole mail', ({ letter }) => {
  const long = (length: number): string => letter.repeat(length / letter.length);
  const conversation = conversationSchema.parse(
    aConversation({
      summary: { detailed: long(20_000) },
      highlights: Array(20).fill(long(1000)),
      questions: Array(20).fill(long(500)),
      objections: Array(20).fill(long(500)),
      nextSteps: Array(20).fill({ text: long(500), owner: 'Grace' }),
    }),
  );
  const mails = {
    conversation_summary_customer: customerData(conversation, { name: 'Grace' }, { format: 'detailed' }),
    conversation_summary_sales: salesData({ conversation }, { format: 'detailed', note: long(4000) }, bounds),
  };
  for (const [name, data] of Object.entries(mails)) {
    const { html } = renderTemplate(compileVersion(builtInVersion(name)), { ...data }, aContext());
    expect(mailBytes(html)).toBeLessThan(100_000);
    expect(data.summary).toContain(letter.trim());
    expect(data.nextSteps).not.toEqual([]);
  }
  const entry = gatheredEntry({ id: 'c1', rev: 1, conversation }, 'sales');
  const summaries = Array.from(
    { length: Math.min(Math.floor(80_000 / gatheringMail.bytesOf(entry)), 30) },
    () => entry,
  );
  const gathered = compileVersion(builtInVersion('conversation_summary_gathered'));
  expect(summaries).not.toEqual([]);
  expect(mailBytes(renderTemplate(gathered, { summaries }, aContext()).html)).toBeLessThan(100_000);
});

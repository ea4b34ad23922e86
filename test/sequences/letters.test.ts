import { describe, expect, test } from 'vitest';
import { conversationSchema } from '../../functions/conversations/conversation.ts';
import { compileTemplate, renderTemplate } from '../../functions/rendering/render.ts';
import { previewLinks } from '../../functions/templates/sample-mail.ts';
import { readSequences, SEQUENCES_DIR } from '../../lib/read-sequences.ts';
import { builtIns } from '../../templates/built-in.ts';
import { compileBuiltIn } from '../../templates/compile.ts';
import { aContext } from '../templates/fixture.ts';

const letters = await Promise.all(
  builtIns.filter(({ name }) => /^(rebook|nurture)_/.test(name)).map(compileBuiltIn),
);
const cases = letters.flatMap((letter) => ['en', 'de'].map((locale) => ({ ...letter, locale })));
const render = ({ name, content, locale }: (typeof cases)[number], data: Record<string, unknown>) =>
  renderTemplate(
    compileTemplate({ ...content, name }),
    data,
    aContext({ locale, links: previewLinks('marketing', 'https://mail.example.com') }),
  );

/** Words that ask for what only a link can do. */
const picks = /\b(pick|take it|the way stays|wählen Sie|nehmen Sie|steht der Weg)\b/iu;
const answers = /answer this mail|antworten Sie einfach auf diese Mail/i;

describe('A letter of a sequence', () => {
  test.each(cases)('$name, $locale, without a link asks for an answer and for nothing else', (one) => {
    const { html, text } = render(one, {});
    for (const part of [html, text]) {
      expect(part).not.toMatch(picks);
      expect(part).toMatch(answers);
    }
  });

  test.each(cases)(
    '$name, $locale, says of no day that it was yesterday, and of nobody who called it off',
    (one) => {
      for (const data of [{}, one.name.startsWith('rebook') ? { title: 'Demo' } : {}])
        expect(render(one, data).text).not.toMatch(/yesterday|gestern|we had to|we have offered|angeboten/i);
    },
  );

  test('with a link says to follow it', () => {
    const reminder = cases.find(({ name, locale }) => name === 'rebook_reminder' && locale === 'en');
    if (reminder === undefined) throw new Error('There is no rebook_reminder');
    expect(render(reminder, { bookingUrl: 'https://example.com/book' }).text).toMatch(
      /pick whatever suits you/,
    );
  });
});

test('What shipped sequences read of a conversation is described as for the sales team alone nowhere', () => {
  const rules = Object.values(readSequences(SEQUENCES_DIR)).flatMap(({ enroll }) =>
    enroll?.on === 'conversation.recorded' ? enroll : [],
  );
  const fields = new Set(
    rules.flatMap(({ when, data }) => [...when.map(({ path }) => path), ...Object.values(data)]),
  );
  expect([...fields].sort()).toEqual(['outcome', 'products']);
  const { outcome, products } = conversationSchema.shape;
  for (const { description } of [outcome, products]) {
    expect(description).toContain('sequences');
    expect(description).not.toContain('alone');
  }
});

import * as z from 'zod';
import { listOf, section, text } from '../platform/config-fields.ts';
import { type SearchedText, wordsKey } from './words.ts';

const MOST_CARDS = 200;
const LONGEST_CARD = 4000;

/** What to say when a customer names a competitor. */
const cardSection = section({
  competitor: text(100),
  aliases: listOf(text(100), 'a list of other names').default([]),
  card: z
    .string({ error: 'a text' })
    .min(1, { error: 'a text that is not empty' })
    .max(LONGEST_CARD, { error: `a text of at most ${LONGEST_CARD} characters` }),
});
export type BattleCard = z.infer<typeof cardSection>;

/** Names of a card as they are compared. */
const keysOf = ({ competitor, aliases }: BattleCard): string[] => [competitor, ...aliases].map(wordsKey);

/** A file of battle cards. A name leads to one card alone. */
export const battleCardsSchema = listOf(cardSection, 'a list of {competitor, aliases, card}')
  .max(MOST_CARDS, { error: `at most ${MOST_CARDS} cards` })
  .superRefine((cards, context) => {
    const known = new Map<string, number>();
    cards.forEach((card, i) => {
      keysOf(card).forEach((key, k) => {
        const first = known.get(key);
        const path = k === 0 ? [i, 'competitor'] : [i, 'aliases', k - 1];
        if (key === '') context.addIssue({ code: 'custom', path, message: 'a name with letters or digits' });
        else if (first !== undefined && first !== i) {
          const message = `a name that no other card has; "${cards[first]?.competitor ?? ''}" has it`;
          context.addIssue({ code: 'custom', path, message });
        }
        if (first === undefined) known.set(key, i);
      });
    });
  });

/** The cards of those who were named as competitors, or whose names stand in what was said. */
export const cardsFor = (
  cards: readonly BattleCard[],
  competitors: readonly string[],
  said: SearchedText,
): BattleCard[] => {
  const named = new Set(competitors.map(wordsKey));
  return cards.filter(
    (card) => keysOf(card).some((key) => named.has(key)) || [card.competitor, ...card.aliases].some(said.has),
  );
};

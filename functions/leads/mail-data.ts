import { asLine, shortened } from '../platform/one-line.ts';
import { withoutLinks } from '../platform/strangers-words.ts';
import type { DataOf } from '../../templates/define.ts';
import type { leadAlert } from '../../templates/lead_alert/template.ts';
import { personInWords } from '../preferences/person-words.ts';
import { blocks, line, makeMailBudget } from '../rendering/mail-budget.ts';
import type { Judgement } from './judge.ts';
import type { Lead } from './lead.ts';
import type { Change } from './owed.ts';
import type { LeadRecord } from './record.ts';

const LONGEST_HEADLINE = 120;
/** Gmail clips a mail at 100 KB; layout, head and footer take the rest. */
const MAIL_BYTES = 50_000;
const CARD_BYTES = 8_000;
const LONGEST_LINE = 1000;
const LONGEST_NEED = 2000;
const LONGEST_ID = 128;
/** Of names of the sales team, too. */
const LONGEST_NAME = 200;
const LONGEST_FACT = 500;
const MOST_REASONS = 30;
const MOST_POINTS = 20;
const MOST_CARDS = 5;
const MOST_LEFT_OUT = 10;

const words = (text: string, most = LONGEST_FACT): string => shortened(withoutLinks(asLine(text)), most);
/** A name of the sales team, within what mails have room for. */
export const teamName = (name: string): string => shortened(asLine(name), LONGEST_NAME);

/** Why a lead is worth a call, in one line: the reason with the most points, else the rule that fired, else the need. */
export const headlineOf = (
  { reasons, need, timeframe }: Lead,
  { hotRules }: Pick<Judgement, 'hotRules'>,
): string | undefined => {
  const [best] = reasons.toSorted((a, b) => (b.points ?? 0) - (a.points ?? 0));
  const found = best?.text ?? hotRules[0] ?? need ?? timeframe;
  return found === undefined ? undefined : words(found, LONGEST_HEADLINE) || undefined;
};

type AlertData = DataOf<(typeof leadAlert)['variables']>;
export type ShortData = AlertData['lead'];
type DetailData = Omit<
  AlertData,
  'lead' | 'takeUrl' | 'respondBy' | 'nextAsked' | 'standsInFor' | 'clockFrom' | 'handedOverBy'
>;

type Told = Pick<LeadRecord, 'id' | 'lead' | 'judgement' | 'leftOut' | 'unknownOwner'>;

/** What every mail shows of a lead. */
export const leadInShort = ({ lead, judgement }: Pick<Told, 'lead' | 'judgement'>): ShortData => ({
  score: Math.round(lead.score),
  band: judgement.band,
  priority: judgement.priority,
  headline: headlineOf(lead, judgement),
  contact: contactOf(lead),
});

/** Who it is, within what the mails have room for: marks that keep a word from being a link make it longer. */
const contactOf = ({ contact }: Lead): ShortData['contact'] => {
  const { name, typedName, email, phone, dial, company, typedCompany } = personInWords(contact);
  const upTo = (text: string | undefined, most: number) => (text ? shortened(text, most) : undefined);
  return {
    name: upTo(name, 60),
    typedName: upTo(typedName, 400),
    email,
    phone: upTo(phone, 50),
    dial,
    company: upTo(company, 60),
    typedCompany: upTo(typedCompany, 400),
  };
};

/** All that is known of a lead, for who is to act on it. */
export const leadInFull = (
  { lead, judgement, leftOut, unknownOwner }: Told,
  cards: Judgement['cards'],
): DetailData => {
  const budget = makeMailBudget(MAIL_BYTES);
  const itself = (text: string): string => text;
  const texts = (items: readonly string[]): string[] =>
    budget.list(
      items.map((item) => words(item, LONGEST_LINE)),
      itself,
      (_item, text) => text,
    );
  return {
    priorityParts: judgement.priorityParts.map(({ part, points }) => ({ part, points })),
    reasons: budget.list(
      lead.reasons
        .slice(0, MOST_REASONS)
        .map(({ text, points }) => ({ text: words(text, LONGEST_LINE), points })),
      ({ text }) => text,
      (reason, text) => ({ ...reason, text }),
    ),
    rules: texts(judgement.hotRules.slice(0, MOST_POINTS)),
    cards: cards.slice(0, MOST_CARDS).map(({ competitor, card }) => ({
      competitor,
      card: budget.text(card, blocks, CARD_BYTES),
    })),
    highlights: texts(lead.highlights.slice(0, MOST_POINTS)),
    need: lead.need && budget.text(words(lead.need, LONGEST_NEED), line, CARD_BYTES),
    budget: lead.budget && words(lead.budget),
    timeframe: lead.timeframe && words(lead.timeframe),
    competitors: shortened(lead.competitors.map((one) => words(one)).join(', '), LONGEST_FACT) || undefined,
    dealValue: lead.dealValue,
    source: lead.source && words(lead.source, LONGEST_NAME),
    conversationId: lead.conversationId && shortened(lead.conversationId, LONGEST_ID),
    crmUrl: lead.crmUrl,
    leftOut: leftOut.slice(0, MOST_LEFT_OUT).map((text) => words(text, LONGEST_LINE)),
    unknownOwner: unknownOwner && words(unknownOwner, LONGEST_NAME),
  };
};

/** A change as its reader is told of it. */
export const changeInWords = ({ what, from, to }: Change): Change => ({
  what,
  from: from && words(from),
  to: to && words(to),
});

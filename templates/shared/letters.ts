import { defineBuiltIn } from '../define.ts';
import { hostile } from '../hostile.ts';

/** What a letter of a sequence says in a language; the opening of one that knows the appointment names it. */
interface Words {
  subject: string;
  opening: string;
  offer: string;
  /** The same where there is no link to follow; the offer itself when left out. */
  offerWithout?: string;
}
interface LetterOf<W> {
  name: string;
  description: string;
  en: W;
  de: W;
}

const shared = {
  en: {
    hello: 'Hello,',
    helloName: 'Hello {name},',
    about: 'What we talked about',
    button: 'Find a time',
    answer: 'Just answer this mail; a person reads it.',
    orAnswer: 'Or just answer this mail; a person reads it.',
  },
  de: {
    hello: 'Guten Tag,',
    helloName: 'Guten Tag {name},',
    about: 'Worüber wir gesprochen haben',
    button: 'Termin finden',
    answer: 'Antworten Sie einfach auf diese Mail; ein Mensch liest sie.',
    orAnswer: 'Oder antworten Sie einfach auf diese Mail; ein Mensch liest sie.',
  },
};

const bookingUrl = {
  type: 'string',
  format: 'https-url',
  maxLength: 2000,
  description: 'Where other times are found; without it the reader is asked to answer.',
  example: 'https://example.com/book/grace',
} as const;

/** What is offered to who has no link. */
const without = ({ offer, offerWithout = offer }: Words): { offerWithout: string } => ({ offerWithout });

/** A letter to somebody whose appointment did not take place. */
export const rebookLetter = ({
  name,
  description,
  en,
  de,
}: LetterOf<Words & { subjectOf: string; openingOf: string }>) =>
  defineBuiltIn({
    name,
    folder: 'shared/rebook',
    category: 'marketing',
    description,
    layout: 'customer',
    subject: "{{= it.title ? t('subjectOf', 'title', truncate(it.title, 30)) : t('subject') }}",
    title: "{{= it.title ? t('subjectOf', 'title', it.title) : t('subject') }}",
    preheader: "{{= it.bookingUrl ? t('offer') : t('offerWithout') }}",
    variables: {
      title: {
        type: 'string',
        maxLength: 200,
        description: 'What the appointment was.',
        example: 'Demo for 40 seats',
      },
      bookingUrl,
    },
    texts: { en: { ...shared.en, ...en, ...without(en) }, de: { ...shared.de, ...de, ...without(de) } },
    samples: {
      rich: { title: 'Demo of the Business plan', bookingUrl: 'https://example.com/book/grace' },
      minimal: {},
      hostile: { title: hostile.markup, bookingUrl: 'https://example.com/%22%3E' },
    },
  });

/** A letter to somebody after a talk that led to nothing yet. */
export const nurtureLetter = ({ name, description, en, de }: LetterOf<Words>) =>
  defineBuiltIn({
    name,
    folder: 'shared/nurture',
    category: 'marketing',
    description,
    layout: 'customer',
    subject: "{{= t('subject') }}",
    title: "{{= t('subject') }}",
    preheader: "{{= it.bookingUrl ? t('offer') : t('offerWithout') }}",
    variables: {
      products: {
        type: 'array',
        maxItems: 50,
        default: [],
        items: { type: 'string', maxLength: 2000 },
        description: 'What the talk was about.',
        example: ['Business plan'],
      },
      bookingUrl,
    },
    texts: { en: { ...shared.en, ...en, ...without(en) }, de: { ...shared.de, ...de, ...without(de) } },
    samples: {
      rich: { products: ['Business plan', 'Onboarding'], bookingUrl: 'https://example.com/book/grace' },
      minimal: {},
      hostile: { products: [hostile.markup, hostile.emoji], bookingUrl: 'https://example.com/%22%3E' },
    },
  });

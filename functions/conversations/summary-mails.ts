import { optionalIso, toIso } from '../platform/clock.ts';
import { asLine, isBlank } from '../platform/one-line.ts';
import { asProse, withoutLinks } from '../platform/strangers-words.ts';
import { personInWords } from '../preferences/person-words.ts';
import type { DataOf } from '../../templates/define.ts';
import type { conversationSummaryCustomer } from '../../templates/conversation_summary_customer/template.ts';
import type { conversationSummarySales } from '../../templates/conversation_summary_sales/template.ts';
import type { Rep } from '../reps/rep.ts';
import { blocks, makeMailBudget, plain, type MailBudget } from '../rendering/mail-budget.ts';
import { type BandBounds, bandOf } from '../contract/lead-band.ts';
import { type Conversation, durationMinutes } from './conversation.ts';
import type { ConversationRecord } from './store.ts';

type Format = 'detailed' | 'brief';
type CustomerData = DataOf<(typeof conversationSummaryCustomer)['variables']>;
type SalesData = DataOf<(typeof conversationSummarySales)['variables']>;

/** How a conversation is told to one reader. */
export interface Telling {
  format: Format;
  /** A note of a person, above all else. */
  note?: string | undefined;
}

/** The summary in the length that a reader wants, or the other one when that is not there. */
export const summaryText = (
  { summary }: Pick<Conversation, 'summary'>,
  format: Format,
): string | undefined => {
  const { brief, detailed } = summary;
  const [first, second] = format === 'brief' ? [brief, detailed] : [detailed, brief];
  const text = first === undefined || isBlank(first) ? second : first;
  return text === undefined || isBlank(text) ? undefined : text;
};

/** Whether there is anything that a customer could be told of. */
export const hasContent = (conversation: Conversation): boolean =>
  summaryText(conversation, 'detailed') !== undefined ||
  conversation.highlights.length > 0 ||
  conversation.nextSteps.length > 0;

export const steps = ({ nextSteps }: Conversation) =>
  nextSteps.map(({ text, owner, dueAt }) => ({
    text,
    owner,
    dueAt: optionalIso(dueAt),
  }));

/** Gmail clips a mail at 100 KB; layout, head and footer take the rest. */
const MAIL_BYTES = 70_000;
/** Note and text may not crowd out what else there is to tell. */
const NOTE_BYTES = 20_000;
const TEXT_BYTES = 30_000;

const itself = (text: string): string => text;
const texts = (budget: MailBudget, items: readonly string[]): string[] =>
  budget.list(items, itself, (_item, text) => text);
const stepsIn = (budget: MailBudget, conversation: Conversation) =>
  budget.list(
    steps(conversation),
    ({ text }) => text,
    (step, text) => ({ ...step, text }),
  );

const summaryIn = (budget: MailBudget, conversation: Conversation, format: Format): string | undefined => {
  const text = summaryText(conversation, format);
  return text === undefined ? undefined : budget.text(text, blocks, TEXT_BYTES);
};

/** How a stranger's words are made fit for a reader: one line, or several. */
interface Words {
  line: (text: string) => string;
  prose: (text: string) => string;
}
/** In a mail to a customer no word of a stranger becomes a link: whoever typed the address chose who reads it. */
export const toCustomer: Words = { line: (text) => withoutLinks(asLine(text)), prose: asProse };
export const toTeam: Words = { line: asLine, prose: (text) => text };

/** A conversation in words that are fit for a reader. */
export const fitFor = (conversation: Conversation, words: Words): Conversation => ({
  ...conversation,
  channel: words.line(conversation.channel),
  sentiment: conversation.sentiment && words.line(conversation.sentiment),
  summary: {
    brief: conversation.summary.brief && words.prose(conversation.summary.brief),
    detailed: conversation.summary.detailed && words.prose(conversation.summary.detailed),
  },
  highlights: conversation.highlights.map(words.line),
  questions: conversation.questions.map(words.line),
  objections: conversation.objections.map(words.line),
  products: conversation.products.map(words.line),
  nextSteps: conversation.nextSteps.map((step) => ({
    ...step,
    text: words.line(step.text),
    owner: step.owner && words.line(step.owner),
  })),
});

/** What a customer reads. Each field is named here, so that nothing internal gets to them. */
export const customerData = (
  whole: Conversation,
  rep: Pick<Rep, 'name' | 'phone'> | undefined,
  { format, note }: Telling,
): CustomerData => {
  const conversation = fitFor(whole, toCustomer);
  const budget = makeMailBudget(MAIL_BYTES);
  return {
    format,
    note: note && budget.text(note, plain, NOTE_BYTES),
    startedAt: toIso(conversation.startedAt),
    channel: conversation.channel,
    summary: summaryIn(budget, conversation, format),
    nextSteps: stepsIn(budget, conversation),
    highlights: texts(budget, conversation.highlights),
    questions: texts(budget, conversation.questions),
    rep: rep && { name: rep.name, phone: rep.phone },
  };
};

/** What the sales team reads. */
export const salesData = (
  record: Pick<ConversationRecord, 'conversation' | 'leftOut'>,
  { format, note }: Telling,
  bounds: BandBounds,
): SalesData => {
  const conversation = fitFor(record.conversation, toTeam);
  const { customer, lead } = conversation;
  const budget = makeMailBudget(MAIL_BYTES);
  return {
    format,
    note: note && budget.text(note, plain, NOTE_BYTES),
    customer: personInWords(customer),
    leftOut: record.leftOut ?? [],
    summary: summaryIn(budget, conversation, format),
    nextSteps: stepsIn(budget, conversation),
    objections: texts(budget, conversation.objections),
    highlights: texts(budget, conversation.highlights),
    questions: texts(budget, conversation.questions),
    lead: lead && {
      score: lead.score,
      band: bandOf(lead.score, bounds),
      reasons: texts(
        budget,
        lead.reasons.map((reason) => asLine(reasonText(reason))),
      ),
    },
    products: texts(budget, conversation.products),
    startedAt: toIso(conversation.startedAt),
    endedAt: toIso(conversation.endedAt),
    durationMinutes: durationMinutes(conversation),
    messageCount: conversation.messageCount,
    channel: conversation.channel,
    outcome: conversation.outcome,
    sentiment: conversation.sentiment,
    transcriptUrl: conversation.transcriptUrl,
    crmUrl: conversation.crmUrl,
  };
};

type Reason = NonNullable<Conversation['lead']>['reasons'][number];

const reasonText = (reason: Reason): string => {
  if (typeof reason === 'string') return reason;
  const { text, points } = reason;
  return points === undefined ? text : `${text} (${points > 0 ? '+' : ''}${points})`;
};

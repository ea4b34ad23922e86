import { asName, withoutLinks } from '../platform/strangers-words.ts';
import { toIso } from '../platform/clock.ts';
import { asLine } from '../platform/one-line.ts';
import type { DataOf } from '../../templates/define.ts';
import type { conversationSummaryGathered } from '../../templates/conversation_summary_gathered/template.ts';
import type { GatheringMail } from '../notify/gather.ts';
import { blocks, cutAt, fitting, line, type Measure, plain } from '../rendering/mail-budget.ts';
import type { ConversationRecord } from './store.ts';
import { summaryText, steps, toCustomer, toTeam, fitFor } from './summary-mails.ts';

export type GatheredEntry = DataOf<(typeof conversationSummaryGathered)['variables']>['summaries'][number];

/** The longest texts of a conversation among others, in characters and in bytes on the wire. */
const GATHERED_TEXT = { characters: 1500, bytes: 6000, measure: blocks };

const GATHERED_POINT = { characters: 500, bytes: 2000, measure: line };

const shortened = (
  text: string,
  { characters, bytes, measure }: { characters: number; bytes: number; measure: Measure },
): string => fitting(cutAt(text, characters), bytes, measure);

/** A conversation among others in one mail; `audience` decides how much of it. */
export const gatheredEntry = (
  { id, rev, conversation: whole }: Pick<ConversationRecord, 'id' | 'rev' | 'conversation'>,
  audience: 'customer' | 'sales',
): GatheredEntry => {
  const { customer, lead } = whole;
  const conversation = fitFor(whole, audience === 'customer' ? toCustomer : toTeam);
  const text = summaryText(conversation, 'brief');
  return {
    conversationId: id,
    revision: rev,
    startedAt: toIso(conversation.startedAt),
    text: text && shortened(text, GATHERED_TEXT),
    highlights: conversation.highlights.slice(0, 5).map((point) => shortened(point, GATHERED_POINT)),
    nextSteps: steps(conversation)
      .slice(0, 10)
      .map((step) => ({ ...step, text: shortened(step.text, GATHERED_POINT) })),
    ...(audience === 'sales' && {
      who:
        [asName(customer.name) ?? customer.email, customer.company && withoutLinks(asLine(customer.company))]
          .filter(Boolean)
          .join(', ') || undefined,
      score: lead?.score,
      outcome: conversation.outcome,
      url: conversation.crmUrl ?? conversation.transcriptUrl,
    }),
  };
};

/** What the markup and the facts around the texts of an entry take, about. */
const GATHERED_ENTRY_BYTES = 1200;

const GATHERED_LINE_BYTES = 250;

/** What a conversation takes of a mail that gathers, in bytes on the wire. */
const gatheredBytes = ({ text, highlights = [], nextSteps = [], who, url }: GatheredEntry): number =>
  [...highlights, ...nextSteps.map((step) => `${step.text} ${step.owner ?? ''}`)].reduce(
    (sum, point) => sum + line(point) + GATHERED_LINE_BYTES,
    GATHERED_ENTRY_BYTES + blocks(text ?? '') + plain(`${who ?? ''}${url ?? ''}`),
  );

/** The mail that tells of several conversations. */
export const gatheringMail: GatheringMail = {
  template: 'conversation_summary_gathered',
  list: 'summaries',
  idOf: (entry) => entry['conversationId'],
  revisionOf: (entry) => Number(entry['revision']),
  // Entries of this template are made by `gatheredEntry` alone.
  bytesOf: (entry) => gatheredBytes(entry as GatheredEntry),
};

import { conversationSchema } from '../../functions/conversations/conversation.ts';
import { gatheredEntry, gatheringMail } from '../../functions/conversations/gathered-mail.ts';
import { gather, type Gathering } from '../../functions/notify/gather.ts';
import { bodyKey, findBody, removeBody } from '../../functions/outbox/message/body-store.ts';
import { apply, findMessage } from '../../functions/outbox/message/store.ts';
import { idOf, makeOutbox } from '../../functions/outbox/outbox.ts';
import { aConversation } from '../conversations/fixture.ts';
import { memoryOutbox } from '../outbox/memory-outbox.ts';
import { DAY, HOUR, NOW } from '../outbox/messages.ts';

export const DUE = NOW + HOUR;
export const to = { to: { email: 'Ada@example.com' } };
const conversation = (brief: string) => conversationSchema.parse(aConversation({ summary: { brief } }));
export const entry = (id: string, rev = 1, brief = 'In brief.') =>
  gatheredEntry({ id, rev, conversation: conversation(brief) }, 'customer');

/** What gathers mails, over tables in memory. */
export const setUp = async () => {
  let now = NOW;
  const memory = await memoryOutbox([], () => now);
  const outbox = makeOutbox(memory.deps);
  const { sends } = memory.deps;
  const add = (one: ReturnType<typeof entry>, more: Partial<Gathering> = {}) =>
    gather(
      outbox,
      'conversations',
      {
        into: gatheringMail,
        entry: one,
        dueAt: DUE,
        nextSlot: (slot) => slot + DAY,
        mostMails: 5,
        recipient: undefined,
        ...more,
      },
      to,
    );
  const messageOf = async (id: string | undefined) => (await findMessage(sends, id ?? ''))!;
  const entriesOf = async (id: string | undefined) => {
    const body = await findBody(sends, await messageOf(id));
    const data = body?.content.kind === 'template' ? body.content.data : {};
    return data['summaries'] as { conversationId: string; revision: number; text?: string }[];
  };
  const idsIn = async (id: string | undefined) =>
    (await entriesOf(id)).map(({ conversationId }) => conversationId);
  const change = async (id: string | undefined, action: Parameters<typeof apply>[2]) =>
    apply(sends, await messageOf(id), action, { now });
  return {
    outbox,
    add,
    named: (rest: string) =>
      idOf('conversations', `gathered/ada@example.com/${new Date(DUE).toISOString()}/${rest}`),
    idsIn,
    entriesOf,
    messageOf,
    change,
    forget: async (id: string | undefined) => removeBody(sends, [bodyKey(await messageOf(id))]),
    moveTo: (at: number) => {
      now = at;
    },
  };
};

import { describe, expect, test } from 'vitest';
import { complete, type CompleteDeps } from '../../functions/conversations/complete.ts';
import { summaryConfigOf } from '../../functions/conversations/config.ts';
import { conversationSchema } from '../../functions/conversations/conversation.ts';
import { makeConversationStore, resourceOf } from '../../functions/conversations/store.ts';
import { makeNoticeStore } from '../../functions/notify/notice-store.ts';
import { makeOutbox, type Outbox } from '../../functions/outbox/outbox.ts';
import { ServiceError } from '../../functions/platform/errors.ts';
import { makeRepStore } from '../../functions/reps/store.ts';
import { memoryOutbox } from '../outbox/memory-outbox.ts';
import { aConfig } from '../outbox/messages.ts';
import { aConversation } from './fixture.ts';

const NOW = Date.now();
const audit = { at: NOW, by: 'client', how: 'api', client: 'chat' } as const;

const setUp = async () => {
  const memory = await memoryOutbox([], () => NOW);
  const { dynamo } = memory.deps.sends;
  const config = aConfig();
  const published: Record<string, unknown>[] = [];
  const deps: CompleteDeps = {
    outbox: makeOutbox(memory.deps),
    recipients: memory.deps.recipients,
    reps: makeRepStore(dynamo, 'activity'),
    conversations: makeConversationStore(dynamo, 'activity', 400),
    notices: makeNoticeStore(dynamo, 'activity', 400),
    bus: {
      publish: (events) => Promise.resolve(void published.push(...events.map(({ detail }) => detail))),
    },
    config,
    summaries: summaryConfigOf(config),
    now: () => NOW,
  };
  const end = (different: Parameters<typeof aConversation>[0] = {}, more: Partial<CompleteDeps> = {}) =>
    complete({ ...deps, ...more }, 'c1', conversationSchema.parse(aConversation(different)), { audit });
  return { deps, end, published };
};

/** An outbox that can't take the mails of some templates. */
const outboxThatFails = (outbox: Outbox, failures: Record<string, Error>): Outbox => ({
  ...outbox,
  send: (feature, asked) => {
    const failure = failures[asked.request.template ?? ''];
    return failure === undefined ? outbox.send(feature, asked) : Promise.reject(failure);
  },
});
const CUSTOMER = 'conversation_summary_customer';
const SALES = 'conversation_summary_sales';
const invalid = new ServiceError('invalid', 'The data do not fit.');

describe('The end of a conversation of which one mail can’t be written', () => {
  test('is written to the others all the same', async () => {
    const { deps, end } = await setUp();
    const outbox = outboxThatFails(deps.outbox, { [CUSTOMER]: invalid });
    await expect(end({}, { outbox })).rejects.toBe(invalid);
    expect(await deps.notices.list(resourceOf('c1'))).toMatchObject([{ template: SALES }]);
  });

  test('comes again when another mail only met trouble, so that this one is not lost', async () => {
    const { deps, end } = await setUp();
    const trouble = new Error('DynamoDB has trouble');
    const outbox = outboxThatFails(deps.outbox, { [CUSTOMER]: invalid, [SALES]: trouble });
    await expect(end({}, { outbox })).rejects.toBe(trouble);
  });

  test('still calls back what a newer end took the place of meanwhile', async () => {
    const { deps, end } = await setUp();
    await end({ version: 1 });
    const [customer] = await deps.notices.list(resourceOf('c1'));
    const find: typeof deps.conversations.find = async (id) => {
      const record = await deps.conversations.find(id);
      return record && { ...record, rev: record.rev + 1, contentHash: 'of a newer end', version: 3 };
    };
    let reads = 0;
    const conversations = {
      ...deps.conversations,
      find: (id: string) => {
        reads += 1;
        return reads === 1 ? deps.conversations.find(id) : find(id);
      },
    };
    const outbox = outboxThatFails(deps.outbox, { [CUSTOMER]: invalid, [SALES]: invalid });
    await expect(end({ version: 2 }, { outbox, conversations })).rejects.toBe(invalid);
    const state = (await deps.outbox.find([customer?.messageId ?? ''])).get(customer?.messageId ?? '');
    expect(state).toMatchObject({ status: 'skipped', reason: 'superseded' });
  });
});

test('that a mail could not be written is announced, also when the bus was away the first time', async () => {
  const { deps, end, published } = await setUp();
  const away = { publish: () => Promise.reject(new Error('the bus is away')) };
  await expect(end({ customer: { name: 'Ada' } }, { bus: away })).rejects.toThrow('away');
  await end({ customer: { name: 'Ada' } });
  expect(published).toMatchObject([{ reason: 'no_address', template: CUSTOMER }]);
  expect(await deps.notices.list(resourceOf('c1'))).toHaveLength(2);
});

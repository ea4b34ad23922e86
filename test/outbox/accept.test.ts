import { expect, test } from 'vitest';
import { acceptBatch } from '../../functions/outbox/api/answers.ts';
import type { AcceptDeps } from '../../functions/outbox/accept/accept.ts';
import { makeRecipientStore } from '../../functions/preferences/store.ts';
import { clientOf, makeMemoryDynamo } from '../simulation/memory-dynamo.ts';
import { makeMemoryQueue, sqsClientOf } from '../simulation/memory-sqs.ts';
import { silentLogger } from '../simulation/world.ts';
import { catalogueOf } from '../templates/built-ins.ts';
import { aConfig, aRequest, NOW } from './messages.ts';

/** An outbox whose DynamoDB cannot store messages to one address. */
const outboxThatFailsFor = (email: string) => {
  const memory = makeMemoryDynamo();
  const queued: string[] = [];
  const queue = makeMemoryQueue({
    visibilityMs: 1000,
    maxReceives: 10,
    chance: () => 0.5,
    doubles: 0,
    deadLetter: () => undefined,
  });
  const dynamo = clientOf((input) => {
    const isTheirs = JSON.stringify(input).includes(`"to":{"email":"${email}"}`);
    return isTheirs
      ? Promise.reject(new Error('DynamoDB has trouble'))
      : Promise.resolve(memory.answer(input));
  });
  const sqs = sqsClientOf(
    (effect) => {
      effect();
      return Promise.resolve();
    },
    (url) => ({ ...queue, send: () => void queued.push(url) }),
    () => NOW,
  );
  const deps: AcceptDeps = {
    sends: {
      dynamo,
      table: 'sends',
      messagesDays: 400,
      countersTable: 'metrics',
      meter: { addMetric: () => undefined },
    },
    recipients: makeRecipientStore(dynamo, 'preferences'),
    templates: catalogueOf(),
    attachments: {
      put: () => Promise.resolve([]),
      get: () => Promise.resolve([]),
      remove: () => Promise.resolve(),
    },
    lanes: { sqs, urls: { transactional: 'transactional', bulk: 'bulk' } },
    timers: { plan: () => Promise.resolve(), cancel: () => Promise.resolve() },
    bus: { publish: () => Promise.resolve() },
    logger: silentLogger(),
    config: aConfig(),
    mode: 'live',
    now: () => NOW,
  };
  return { deps, queued };
};

test('an e-mail of a batch that could not be stored says so, and stops no other', async () => {
  const { deps, queued } = outboxThatFailsFor('two@example.com');
  const emails = ['one', 'two', 'three'].map((name) => aRequest({ to: { email: `${name}@example.com` } }));
  const items = await acceptBatch(deps, { client: 'crm', emails, idempotencyKey: 'batch-1' });
  expect(items).toMatchObject([
    { status: 'queued' },
    { error: { code: 'internal', detail: expect.stringContaining('Repeat the request') as string } },
    { status: 'queued' },
  ]);
  expect(queued).toEqual(['transactional', 'transactional']);
});

test('an e-mail of a batch with a number that nothing can keep is refused alone, by pointer', async () => {
  const { deps } = outboxThatFailsFor('nobody@example.com');
  const emails = [aRequest({ metadata: { order: 1e300 } }), aRequest()];
  const items = await acceptBatch(deps, { client: 'crm', emails, idempotencyKey: undefined });
  expect(items).toMatchObject([
    { error: { code: 'invalid', errors: [{ pointer: '/metadata/order', code: 'number_out_of_range' }] } },
    { status: 'queued' },
  ]);
});

test('an e-mail of a batch that DynamoDB refuses for its content is not told to be repeated', async () => {
  const { deps } = outboxThatFailsFor('nobody@example.com');
  const refusal = Object.assign(new Error('Item size has exceeded'), { name: 'ValidationException' });
  const dynamo = clientOf((_input, command) =>
    command?.startsWith('Put') === true ? Promise.reject(refusal) : Promise.resolve({}),
  );
  const items = await acceptBatch(
    { ...deps, sends: { ...deps.sends, dynamo } },
    { client: 'crm', emails: [aRequest()], idempotencyKey: undefined },
  );
  expect(items).toMatchObject([{ error: { code: 'invalid' } }]);
});

test('a batch of faulty e-mails is answered in few words, whatever its senders call their fields', async () => {
  const { deps } = outboxThatFailsFor('nobody@example.com');
  const fields = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`${i}${'x'.repeat(5000)}`, 1]));
  const emails = [...Array.from({ length: 20 }, () => aRequest(fields)), aRequest()];
  const items = await acceptBatch(deps, { client: 'crm', emails, idempotencyKey: undefined });
  expect(items.at(-1)).toMatchObject({ status: 'queued' });
  const refused = items.slice(0, -1);
  expect(refused.every((item) => 'error' in item && (item.error.errors?.length ?? 0) > 0)).toBe(true);
  expect(JSON.stringify(items).length).toBeLessThan(200_000);
});

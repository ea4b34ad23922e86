import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DAY, DOMAIN, HOUR, mailTo, MINUTE, SECOND, startFixture } from './fixture.ts';

const newFile = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'mailgun-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  return join(folder, 'local.sqlite');
};

test('A new start goes on with mails, webhooks, recipients, suppressions and faults', async () => {
  const fixture = await startFixture({ file: newFile() });
  const { client, receiver, advance } = fixture;
  receiver.answer(() => 500);
  await client.messages.create(DOMAIN, mailTo('open@example.com'));
  await client.messages.create(DOMAIN, mailTo('bounce@example.com'));
  await advance(SECOND);
  const before = receiver.posted.find((post) => post['event-data']['event'] === 'accepted');
  fixture.mailgun.setFault({ fault: '503', share: 1, count: 3 });
  await expect(client.messages.create(DOMAIN, mailTo('jane@example.com'))).rejects.toThrow();
  receiver.clear();
  receiver.answer(() => 200);

  const again = await fixture.restart();
  expect(again.inbox({ limit: 10 }).map(({ to }) => to)).toEqual(['open@example.com', 'bounce@example.com']);
  await advance(HOUR);
  expect(receiver.events().sort()).toEqual(['accepted', 'accepted', 'failed', 'opened']);
  const told = { ...before?.['event-data'], storage: expect.anything() as unknown };
  expect(receiver.posted).toContainEqual({ ...before, 'event-data': told });
  for (const status of [503, 503]) {
    await expect(fixture.client.messages.create(DOMAIN, mailTo('jane@example.com'))).rejects.toMatchObject({
      status,
    });
  }
  await fixture.client.messages.create(DOMAIN, mailTo('bounce@example.com'));
  expect(again.inbox({ to: 'bounce@example.com', limit: 10 })).toHaveLength(1);
});

test('A webhook that was on its way when the fake stopped goes out again', async () => {
  const fixture = await startFixture();
  const { client, receiver } = fixture;
  const stopped: Promise<unknown>[] = [];
  receiver.answer(() => {
    if (stopped.length === 0) stopped.push(fixture.mailgun.stop());
    return 200;
  });
  await client.messages.create(DOMAIN, mailTo('silent@example.com'));
  const running = fixture.mailgun.runDue();
  await fixture.mailgun.stop();
  await running;
  receiver.clear();
  const again = await fixture.restart();
  await again.runDue();
  expect(receiver.events()).toEqual(['accepted']);
});

test('A reset clears everything, faults and drops included', async () => {
  const { client, mailgun, receiver, advance } = await startFixture();
  await client.messages.create(DOMAIN, mailTo('open@example.com'));
  await client.messages.create(DOMAIN, mailTo('bounce@example.com'));
  mailgun.setFault({ fault: '500', share: 1 });
  mailgun.setWebhookDrop(1);
  mailgun.reset();
  expect(mailgun.inbox({ limit: 10 })).toEqual([]);
  expect(mailgun.nextDueAt()).toBeUndefined();
  expect(await client.domains.list()).toEqual([]);
  await client.messages.create(DOMAIN, mailTo('bounce@example.com'));
  await advance(DAY);
  expect(receiver.events()).toEqual(['accepted', 'failed']);
  expect((await client.events.get(DOMAIN)).items).toHaveLength(2);
});

test('Hundreds of mails at once are all kept, and all their webhooks posted once', async () => {
  const { client, mailgun, receiver, advance } = await startFixture({ file: newFile() });
  for (let batch = 0; batch < 8; batch++) {
    await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        client.messages.create(DOMAIN, mailTo(`p${batch}.${i}@example.com`)),
      ),
    );
  }
  expect(mailgun.inbox({ limit: 10_000 })).toHaveLength(400);
  await advance(MINUTE);
  const ids = receiver.posted.map((post) => post['event-data']['id']);
  expect([ids.length, new Set(ids).size]).toEqual([800, 800]);
});

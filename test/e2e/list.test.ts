import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Message } from '../cloud-client.ts';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
  for (let i = 0; i < 7; i += 1) {
    await cloud.send(`list-${i}@example.com`, {
      subject: `Mail ${i}`,
      text: 'Hello',
      category: i % 2 === 0 ? 'system' : 'digest',
      tags: [`tag-${i % 3}`],
      conversationId: 'conversation-1',
      ...(i === 3 && {
        leadId: 'lead-3',
        appointmentId: 'appointment-3',
        metadata: { long: 'x'.repeat(500) },
      }),
    });
    await cloud.idle();
  }
});
afterAll(() => cloud.stop());

const list = async (query: string) =>
  (await cloud.call<{ items: Message[]; next?: string }>('GET', `/v1/emails?${query}`)).body;
const subjects = (items: readonly Message[]): string[] => items.map(({ subject }) => subject);

describe('the list of e-mails', () => {
  test('has the newest first, and leaves out the timelines', async () => {
    const { items } = await list('');
    expect(subjects(items)).toEqual([6, 5, 4, 3, 2, 1, 0].map((i) => `Mail ${i}`));
    expect(items[0]).not.toHaveProperty('timeline');
  });

  test.each([
    { query: 'recipient=LIST-2@example.com', found: ['Mail 2'] },
    { query: 'category=digest', found: ['Mail 5', 'Mail 3', 'Mail 1'] },
    { query: 'tag=tag-0', found: ['Mail 6', 'Mail 3', 'Mail 0'] },
    { query: 'leadId=lead-3', found: ['Mail 3'] },
    { query: 'appointmentId=appointment-3', found: ['Mail 3'] },
    { query: 'conversationId=conversation-1&category=digest&tag=tag-2', found: ['Mail 5'] },
    { query: 'status=delivered&limit=2', found: ['Mail 6', 'Mail 5'] },
    { query: 'status=bounced', found: [] },
    { query: 'reason=suppressed_bounce', found: [] },
    { query: 'template=system_notification', found: [] },
    { query: 'search=LIST-2@example.com', found: ['Mail 2'] },
    { query: 'search=list-2@exa', found: ['Mail 2'] },
    { query: 'search=lead-3', found: ['Mail 3'] },
    { query: 'search=mail%204', found: ['Mail 4'] },
    { query: 'search=tag-1%20mail', found: ['Mail 4', 'Mail 1'] },
    { query: 'search=conversation-1%20tag-2', found: ['Mail 5', 'Mail 2'] },
    { query: 'search=conversation-1&category=digest', found: ['Mail 5', 'Mail 3', 'Mail 1'] },
    { query: 'search=list-2@example.com&status=bounced', found: [] },
    { query: 'search=nowhere', found: [] },
  ])('is filtered by $query', async ({ query, found }) => {
    expect(subjects((await list(query)).items)).toEqual(found);
  });

  test.each(['', 'conversationId=conversation-1', 'category=system', 'status=delivered', 'search=mail'])(
    'is read page by page without gap or repetition (%s)',
    async (filter) => {
      const whole = subjects((await list(filter)).items);
      const pages: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await list(`${filter}&limit=2${cursor === undefined ? '' : `&cursor=${cursor}`}`);
        pages.push(...subjects(page.items));
        cursor = page.next;
      } while (cursor !== undefined);
      expect(pages).toEqual(whole);
    },
  );

  test('finds an e-mail by its id, and by its Message-Id', async () => {
    const [third] = (await list('leadId=lead-3')).items;
    expect(subjects((await list(`search=${third?.id}`)).items)).toEqual(['Mail 3']);
    const messageId = encodeURIComponent(third?.messageId ?? '');
    expect(subjects((await list(`search=${messageId}`)).items)).toEqual(['Mail 3']);
    expect((await list(`search=${third?.id}&status=queued`)).items).toEqual([]);
  });

  test('refuses a search without a word', async () => {
    expect((await cloud.call('GET', '/v1/emails?search=%20')).status).toBe(422);
  });

  test('shows metadata that is kept apart for its size', async () => {
    const { items } = await list('leadId=lead-3');
    expect(items[0]?.metadata).toEqual({ long: 'x'.repeat(500) });
  });
});

import { describe, expect, test } from 'vitest';
import { hearOfMail, makeTeamAddresses } from '../../functions/digests/engagement.ts';
import { makeEngagementStore } from '../../functions/digests/engagement-store.ts';
import { digestsOfPerson } from '../../functions/digests/personal-data.ts';
import { makePersonPointers } from '../../functions/platform/person-pointers.ts';
import { MINUTE, toIso } from '../../functions/platform/clock.ts';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { ownerKey, readTimeline } from '../../functions/reps/timeline.ts';
import { memoryTables } from '../outbox/memory-outbox.ts';
import { SLOT } from './fixture.ts';

const table = 'activity';
const ADA = 'ada@example.com';

const setUp = async () => {
  const { dynamo, items } = memoryTables();
  const engagement = makeEngagementStore(dynamo, table, 400);
  const own = (kind: 'lead' | 'conversation' | 'appointment', id: string, repId: string) =>
    dynamo.send(new PutCommand({ TableName: table, Item: { ...ownerKey(kind, id), repId } }));
  await own('lead', 'lead-1', 'grace');
  await own('conversation', 'conv-1', 'dee');
  await own('appointment', 'appt-1', 'kim');
  const heard = { engagement, isOfTeam: (email: string) => Promise.resolve(email === 'grace@acme.example') };
  const hear = (fact: 'sent' | 'opened' | 'clicked', different: Record<string, unknown>) =>
    hearOfMail(heard, fact, {
      detail: { id: 'msg-1', recipient: ADA, category: 'reminder', template: 'a', ...different },
      at: SLOT,
    });
  const seen = async (repId: string) =>
    (await readTimeline({ dynamo, table }, repId, 'EVENT')).map(({ fact, id, email }) => [fact, id, email]);
  const named = makePersonPointers(dynamo, table, 'DIGEST');
  const erased: string[][] = [];
  const outbox = {
    erase: (ids: readonly string[]) => Promise.resolve(void erased.push([...ids])),
    supersede: () => Promise.resolve(true),
    eraseUnfinished: () => Promise.resolve(),
  };
  const person = digestsOfPerson({ engagement, named, outbox });
  return { hear, seen, person, named, erased, items: () => items(table) };
};

describe('What became of a mail', () => {
  test('stands with the rep whose lead, appointment or conversation it is about', async () => {
    const { hear, seen } = await setUp();
    await hear('opened', { leadId: 'lead-1', conversationId: 'conv-1' });
    await hear('clicked', { appointmentId: 'appt-1', conversationId: 'conv-1', id: 'msg-2' });
    await hear('sent', { conversationId: 'conv-1', leadId: 'nobody’s', id: 'msg-3' });
    expect(await seen('grace')).toEqual([['opened', 'msg-1', ADA]]);
    expect(await seen('kim')).toEqual([['clicked', 'msg-2', ADA]]);
    expect(await seen('dee')).toEqual([['sent', 'msg-3', undefined]]);
  });

  test('to somebody of the team, or about nothing that is anybody’s, stands nowhere', async () => {
    const { hear, items } = await setUp();
    const before = items().length;
    await hear('opened', { leadId: 'lead-1', recipient: 'grace@acme.example' });
    await hear('opened', { leadId: 'unknown' });
    expect(items()).toHaveLength(before);
  });

  test('that comes twice stands once', async () => {
    const { hear, seen } = await setUp();
    for (let i = 0; i < 2; i += 1) await hear('opened', { leadId: 'lead-1', at: toIso(SLOT) });
    expect(await seen('grace')).toHaveLength(1);
  });

  test('is exported with its reader, and loses them with an erasure', async () => {
    const { hear, seen, person, named, erased, items } = await setUp();
    await hear('opened', { leadId: 'lead-1', at: toIso(SLOT) });
    await named.add(ADA, 'msg-digest', 4_000_000_000);
    expect(await person.export(ADA, { leadIds: [] })).toEqual({
      engagement: [{ fact: 'opened', at: toIso(SLOT), emailId: 'msg-1', template: 'a' }],
    });
    const run = { leadIds: [], endsAt: SLOT + MINUTE };
    expect(await person.erase(ADA, run)).toEqual({ messages: 1 });
    expect(erased).toEqual([['msg-digest']]);
    expect(await seen('grace')).toEqual([['opened', 'msg-1', undefined]]);
    expect(JSON.stringify(items())).not.toContain('ada');
    expect(await person.erase(ADA, run)).toEqual({ messages: 0 });
  });
});

test('Who is of the team is known from what is a minute old at the most', async () => {
  let now = SLOT;
  let reads = 0;
  const addresses = new Set(['grace@acme.example']);
  const reps = { addresses: () => Promise.resolve((reads += 1) > 0 ? new Set(addresses) : addresses) };
  const isOfTeam = makeTeamAddresses({ reps, now: () => now });
  expect(await isOfTeam('Grace@ACME.example')).toBe(true);
  addresses.add('dee@acme.example');
  now += MINUTE - 1;
  expect(await isOfTeam('dee@acme.example')).toBe(false);
  expect(reads).toBe(1);
  now += 1;
  expect(await isOfTeam('dee@acme.example')).toBe(true);
});

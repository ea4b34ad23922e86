import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { readLeniently } from '../../functions/bus/lenient.ts';
import { conversationSchema } from '../../functions/conversations/conversation.ts';

const fallbacks = {
  version: 1,
  startedAt: '2027-03-04T08:00:00Z',
  endedAt: '2027-03-04T08:00:00Z',
  channel: 'chat',
  outcome: 'other',
  messageCount: 0,
};
const good = {
  version: 2,
  startedAt: '2027-03-04T08:00:00Z',
  endedAt: '2027-03-04T08:14:00Z',
  channel: 'web chat',
  customer: { email: 'ada@example.com', name: 'Ada' },
  summary: { brief: 'Ada compares plans.' },
  highlights: ['40 seats'],
  nextSteps: [{ text: 'Send the price list', owner: 'Grace' }],
  outcome: 'booked',
  messageCount: 3,
  lead: { id: 'l1', score: 87, reasons: ['Asked for a contract'] },
};
const take = (payload: Record<string, unknown>) => {
  const read = readLeniently(conversationSchema, payload, fallbacks);
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  return { ...read, pointers: read.leftOut.map(({ pointer, code }) => `${pointer} ${code}`) };
};

describe('a conversation that the bus tells', () => {
  test('is told in words for people, not with lists of fields; what is needed and wrong is not called missing', () => {
    const { leftOut } = take({ ...good, mood: 'curious' });
    expect(leftOut.map(({ detail }) => detail)).toEqual(['"mood" is not a field here.']);
    const needed = z.strictObject({ start: z.iso.datetime() });
    const refused = readLeniently(needed, { start: 'tomorrow' }, {});
    expect(refused.ok ? [] : refused.faults.map(({ pointer, code }) => [pointer, code])).toEqual([
      ['/start', 'invalid_format'],
    ]);
  });

  test('is taken whole where nothing is wrong with it', () => {
    const { value, pointers } = take(good);
    expect(pointers).toEqual([]);
    expect(value).toMatchObject({ version: 2, customer: { email: 'ada@example.com' } });
  });

  test.each([
    {
      what: 'an address that can’t be used',
      payload: { ...good, customer: { ...good.customer, email: 'ada at example' } },
      want: { customer: { name: 'Ada' }, summary: good.summary },
      pointers: ['/customer/email invalid_address'],
    },
    {
      what: 'null where a field may be missing',
      payload: { ...good, locale: null, customer: { ...good.customer, phone: null }, lead: null },
      want: { customer: good.customer },
      absent: ['lead', 'locale'],
      pointers: ['/locale invalid_type', '/customer/phone invalid_type', '/lead invalid_type'],
    },
    {
      what: 'a list that is too long',
      payload: { ...good, highlights: Array.from({ length: 60 }, (_, i) => `point ${i}`) },
      want: { highlights: Array.from({ length: 50 }, (_, i) => `point ${i}`) },
      pointers: ['/highlights too_big'],
    },
    {
      what: 'a text that is too long',
      payload: { ...good, highlights: ['x'.repeat(3000), 'short'] },
      want: { highlights: ['x'.repeat(2000), 'short'] },
      pointers: ['/highlights/0 too_big'],
    },
    {
      what: 'a step without its text, among others',
      payload: { ...good, nextSteps: [{ owner: 'Grace' }, { text: 'Call' }] },
      want: { nextSteps: [{ text: 'Call' }] },
      pointers: ['/nextSteps/0/text missing'],
    },
    {
      what: 'several items that are none, among others',
      payload: { ...good, highlights: [1, 'first', 2, 'second', 3] },
      want: { highlights: ['first', 'second'] },
      pointers: ['/highlights/0 invalid_type', '/highlights/2 invalid_type', '/highlights/4 invalid_type'],
    },
    {
      what: 'a field that is wrong in two ways',
      payload: { ...good, transcriptUrl: `http://crm.example.com/${'x'.repeat(2100)}`, messageCount: -1e300 },
      want: { messageCount: 0 },
      absent: ['transcriptUrl'],
      pointers: undefined,
    },
    {
      what: 'more than a conversation may have',
      payload: { ...good, highlights: Array.from({ length: 50 }, () => '漢'.repeat(2000)) },
      want: { summary: good.summary, highlights: [] },
      pointers: undefined,
    },
    {
      what: 'times that no calendar has',
      payload: { ...good, nextSteps: [{ text: 'Call', dueAt: '9999-12-31T23:59:59-14:00' }] },
      want: { nextSteps: [{ text: 'Call' }] },
      pointers: ['/nextSteps/0/dueAt invalid_format'],
    },
    {
      what: 'a lead whose id is none',
      payload: { ...good, lead: { id: '', score: 87 } },
      want: { outcome: 'booked' },
      absent: ['lead'],
      pointers: ['/lead/id too_small'],
    },
    {
      what: 'fields that nobody knows',
      payload: { ...good, mood: 'blue', customer: { ...good.customer, shoe: 42 } },
      want: { customer: good.customer },
      pointers: ['/customer/shoe unknown_field', '/mood unknown_field'],
    },
    {
      what: 'an outcome that nobody knows',
      payload: { ...good, outcome: 'thrilled' },
      want: { outcome: 'other', channel: 'web chat' },
      pointers: ['/outcome invalid_value'],
    },
    {
      what: 'an end before its start',
      payload: { ...good, endedAt: '2027-03-04T07:00:00Z' },
      want: { outcome: 'booked' },
      pointers: ['/endedAt before_start'],
    },
  ])('is taken with $what, which is left out', ({ payload, want, pointers, absent }) => {
    const taken = take(payload);
    expect(taken.value).toMatchObject(want);
    for (const field of absent ?? []) expect(taken.value).not.toHaveProperty(field);
    if (pointers !== undefined) expect(taken.pointers.toSorted()).toEqual(pointers.toSorted());
  });

  test('is taken with whatever is wrong in it, and never loops or throws', () => {
    const spoiled = fc.dictionary(fc.constantFrom(...Object.keys(good)), fc.jsonValue());
    fc.assert(
      fc.property(spoiled, (spoil) => {
        const read = readLeniently(conversationSchema, { ...good, ...spoil }, fallbacks);
        expect(read.ok || read.faults.length > 0).toBe(true);
      }),
    );
  });

  test('leaves what it was given as it was', () => {
    const payload = structuredClone({ ...good, mood: 'blue' });
    take(payload);
    expect(payload).toEqual({ ...good, mood: 'blue' });
  });
});

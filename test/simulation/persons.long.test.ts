import { describe, expect, test } from 'vitest';
import { auditPersons, cleanPersons, type PersonsEvidence } from './persons-audit.ts';
import { markOf } from './persons.ts';
import { simulatePersons } from './simulate-persons.ts';

describe('with faults at any call, functions that end between two, and events in any order', () => {
  test.each([9])(
    'the last state of a conversation is told once, no more after a refusal, and nothing outlasts an erasure (seed %i)',
    async (seed) => {
      const report = await simulatePersons({ conversations: 30, seed });
      expect(report).toMatchObject(cleanPersons);
      expect(report.refusals).toBeGreaterThan(1);
      expect(report.erasures).toBeGreaterThan(2);
    },
  );
});

const email = 'ada@example.com';
const sales = 'sales@example.com';
const mail = (to: string, version: number, at = 1) => ({
  id: `m${version}`,
  to,
  at,
  text: `It was said that ${markOf('c1', version)}.`,
});
const evidence = (more: Partial<PersonsEvidence>): PersonsEvidence => ({
  persons: {
    conversations: [{ id: 'c1', email, versions: 2 }],
    refused: new Map<string, number>(),
    erased: new Map<string, number>(),
  },
  mails: [mail(sales, 2), mail(email, 2)],
  salesAddress: sales,
  items: {},
  ...more,
});
const HOUR = 3_600_000;

describe('the audit notices', () => {
  test('nothing where all is well', () => {
    expect(auditPersons(evidence({}))).toEqual(cleanPersons);
  });

  test.each([
    {
      what: 'a state that is told twice',
      kind: 'toldTwice',
      more: { mails: [mail(sales, 2), mail(email, 2), mail(email, 2)] },
    },
    { what: 'a reader who never hears', kind: 'untold', more: { mails: [mail(sales, 2), mail(email, 1)] } },
    {
      what: 'an older state after a newer one',
      kind: 'backwards',
      more: { mails: [mail(email, 2, 1), mail(email, 1, 2), mail(sales, 2)] },
    },
    {
      what: 'mail after a refusal',
      kind: 'unwanted',
      more: {
        persons: { ...evidence({}).persons, refused: new Map([[email, 0]]) },
        mails: [mail(sales, 2), mail(email, 2, HOUR)],
      },
    },
    {
      what: 'what tells of somebody who was erased',
      kind: 'traces',
      more: {
        persons: { ...evidence({}).persons, erased: new Map([[email, 0]]) },
        items: { sends: [{ pk: 'm', sk: 'BODY#1', content: markOf('c1', 1) }] },
      },
    },
    {
      what: 'a message that waits for nothing',
      kind: 'stuck',
      more: { items: { sends: [{ pk: 'm', sk: 'MESSAGE', life: { status: 'queued' } }] } },
    },
  ] as const)('$what', ({ kind, more }) => {
    expect(auditPersons(evidence(more))).toMatchObject({ [kind]: 1 });
  });

  test('no older state that may have left long ago, for all that anybody could know', () => {
    const retried = { pk: 'm1', sk: 'MESSAGE', failedTries: [{ unknown: true }], life: { status: 'sent' } };
    const mails = [mail(email, 2, 1), mail(email, 1, 2), mail(sales, 2)];
    expect(auditPersons(evidence({ mails, items: { sends: [retried] } }))).toEqual(cleanPersons);
  });
});

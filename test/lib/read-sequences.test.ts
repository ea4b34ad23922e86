import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigError } from '../../functions/platform/config.ts';
import { parseSequence, readSequences, SEQUENCES_DIR } from '../../lib/read-sequences.ts';
import { builtIns } from '../../templates/built-in.ts';

const base = `kind: rebooking
description: Help to find another time.
steps:
  - { id: pause, wait: P2D }
  - { id: first, send: rebook_reminder }
`;
const faultIn = (source: string): string => {
  try {
    parseSequence(source, 'sequences/x.yaml');
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'taken';
};
const step = (more: string): string => `${base}  - { id: third, ${more} }\n`;
const steps = (count: number): string =>
  Array.from({ length: count }, (_, i) => `  - { id: s${i}, wait: PT1M }\n`).join('');

describe('A fault in the file of a sequence is one line that names file, line, path, value and what is allowed:', () => {
  test.each([
    { what: 'a tab', source: base.replace('  - { id: pause', '\t- { id: pause'), says: ':4: not valid YAML' },
    {
      what: 'a doubled key',
      source: `${base}kind: other\n`,
      says: ':6: not valid YAML: Map keys must be unique: kind',
    },
    {
      what: 'a doubled id',
      source: base.replace('id: first', 'id: pause'),
      says: ':5: steps.1.id is "pause"; allowed: an id that no other step has',
    },
    {
      what: 'a step back',
      source: step('wait: P1D, next: pause'),
      says: ':6: steps.2.next is "pause"; allowed: end, or a step below third',
    },
    {
      what: 'an unknown step',
      source: step('wait: P1D, next: nowhere'),
      says: ':6: steps.2.next is "nowhere"; allowed: end, or a step below third',
    },
    {
      what: 'two of send, wait and if',
      source: step('wait: P1D, send: rebook_last'),
      says: 'one of send, wait or if',
    },
    {
      what: 'a wait in words',
      source: base.replace('P2D', '2 days'),
      says: ':4: steps.0.wait is "2 days"; allowed: an ISO 8601 duration from PT1M to P180D',
    },
    {
      what: 'a wait that is too long',
      source: base.replace('P2D', 'P181D'),
      says: 'steps.0.wait is "P181D"',
    },
    {
      what: 'waits that are too long together',
      source: `${base.replace('P2D', 'P180D')}  - { id: b, wait: P180D }\n  - { id: c, wait: P10D }\n  - { id: d, send: rebook_last }\n`,
      says: 'waits of P365D in all at most',
    },
    {
      what: 'a window that is never open',
      source: `${base}window: { from: "08:00", to: "08:00" }\n`,
      says: ':6: window is {"from":"08:00","to":"08:00"}; allowed: from and to that differ',
    },
    {
      what: 'a holdout of 101',
      source: `${base}holdout: 101\n`,
      says: ':6: holdout is 101; allowed: a whole number from 0 to 100',
    },
    { what: '31 steps', source: base + steps(29), says: ':3: steps is [' },
    {
      what: 'steps that send nothing',
      source: base.replace('send: rebook_reminder', 'wait: P1D'),
      says: 'one sends at least',
    },
    {
      what: 'a built-in template of another category',
      source: base.replace('rebook_reminder', 'appointment_no_show'),
      says: ':5: steps.1.send is "appointment_no_show"; allowed: a template of the category marketing',
    },
    {
      what: 'an alias',
      source: `${base.replace('wait: P2D', 'wait: &a P2D')}  - { id: third, wait: *a }\n`,
      says: ':6: an alias stands here',
    },
    {
      what: 'an unknown key',
      source: `${base}foo: 1\n`,
      says: ':6: foo is 1; allowed: no key of this name in a sequence',
    },
    {
      what: 'an unknown event',
      source: `${base}ends_on: [{ event: appointment.updatd }]\n`,
      says: ':6: ends_on.0.event is "appointment.updatd"; allowed: an event: appointment.updated',
    },
    {
      what: 'a condition without a test',
      source: `${base}ends_on: [{ event: appointment.updated, when: [{ path: status }] }]\n`,
      says: 'allowed: path with one of is, in, at_least, at_most, exists',
    },
    {
      what: 'a branch on a step that sends nothing',
      source: step('if: { clicked: pause }, then: end'),
      says: 'steps.2.if.clicked is "pause"; allowed: a step above third that sends',
    },
    { what: 'no content', source: '', says: ':1: the document is null; allowed: a sequence with' },
    {
      what: 'a time that is none',
      source: `${base}again_after: soon\n`,
      says: ':6: again_after is "soon"; allowed: an ISO 8601 duration from PT1H to P3660D, such as P30D, or never',
    },
    {
      what: 'a time again and again',
      source: `${base}again_after: PT59M\n`,
      says: ':6: again_after is "PT59M"; allowed: an ISO 8601 duration from PT1H',
    },
    {
      what: 'a time beyond all calendars',
      source: `${base}again_after: P99999999999D\n`,
      says: ':6: again_after is "P99999999999D"; allowed: an ISO 8601 duration from PT1H',
    },
    {
      what: 'a wait with more digits than clocks have',
      source: base.replace('P2D', 'PT60.0000000001S'),
      says: ':4: steps.0.wait is "PT60.0000000001S"; allowed: an ISO 8601 duration from PT1M',
    },
    {
      what: 'what goes round in circles',
      source: `${base}enroll: { on: sequence.ended, recipient: recipient, key: enrollmentId }\nagain_after: PT23H\n`,
      says: ':7: again_after is "PT23H"; allowed: P1D at least, or never, where sequence.ended enrols',
    },
    {
      what: 'a second document',
      source: `${base}---\nkind: other\n`,
      says: ':6: not valid YAML: Source contains multiple documents',
    },
    {
      what: 'a step that nothing leads to',
      source: `${base}  - { id: third, wait: P1D, next: end }\n  - { id: lost, send: rebook_last }\n`,
      says: ':7: steps.3.id is "lost"; allowed: a step that one above leads to',
    },
    {
      what: 'a step that all ways pass by',
      source: `${base}  - { id: third, if: { opened: first }, then: fifth, else: end }\n  - { id: lost, wait: P1D }\n  - { id: fifth, send: rebook_last }\n`,
      says: ':7: steps.3.id is "lost"; allowed: a step that one above leads to',
    },
    {
      what: 'a tag that nobody knows',
      source: base.replace('wait: P2D', 'wait: !duration P2D'),
      says: ':4: not valid YAML: Unresolved tag: !duration',
    },
  ])('$what', ({ source, says }) => {
    const line = faultIn(source);
    expect(line).toContain(says);
    expect(line).toMatch(/^sequences\/x\.yaml:\d+: [^\r\n]+$/);
  });

  test('and 30 steps with waits of a year are taken', () => {
    expect(faultIn(base + steps(28))).toBe('taken');
    expect(
      faultIn(`${base.replace('P2D', 'P180D')}  - { id: b, wait: P180D }\n  - { id: c, wait: P5D }\n`),
    ).toBe('taken');
  });
});

describe('The folder of sequences', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'outbound-email-sequences-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('has those that are shipped, each with built-in templates', () => {
    const shipped = readSequences(SEQUENCES_DIR);
    expect(Object.keys(shipped)).toEqual([
      'interested_not_booked',
      'not_now',
      'price_objection',
      'rebook_after_cancel',
      'rebook_after_no_show',
    ]);
    const names = new Set(builtIns.map(({ name }) => name));
    const sent = Object.values(shipped).flatMap(({ steps: all }) =>
      all.flatMap((one) => ('send' in one ? one.send : [])),
    );
    expect(sent.filter((name) => !names.has(name))).toEqual([]);
  });

  test.each([
    { what: 'a folder', make: (at: string) => mkdirSync(at) },
    { what: 'a link that leads nowhere', make: (at: string) => symlinkSync('nowhere', at) },
  ])('with $what where a file should be is refused in one line', ({ make }) => {
    const at = path.join(folder, 'x.yaml');
    make(at);
    try {
      expect(() => readSequences(folder)).toThrow(
        /^\S+\/x\.yaml: it is no file; allowed: a file, or a link to one that is there$/,
      );
      expect(() => readSequences(folder)).toThrow(ConfigError);
    } finally {
      rmSync(at, { recursive: true });
    }
  });

  test('that is a file is refused, and what editors hide in it is left alone', () => {
    const at = path.join(folder, '.#x.yaml');
    symlinkSync('kim@desk.1234', at);
    try {
      expect(readSequences(folder)).toEqual({});
    } finally {
      rmSync(at);
    }
    expect(() => readSequences(import.meta.filename)).toThrow(
      /it is no folder; allowed: a folder of sequences/,
    );
  });

  test('may be missing, unless SEQUENCES_DIR names it', () => {
    const none = path.join(folder, 'none');
    expect(readSequences(none)).toEqual({});
    for (const named of [none, ''])
      expect(() => readSequences(named, named)).toThrow(
        new ConfigError(`SEQUENCES_DIR is "${named}"; allowed: a folder that is there, or no such variable`),
      );
  });

  test('with bytes that are no UTF-8 is refused where they stand', () => {
    const at = path.join(folder, 'latin.yaml');
    const source = base.replace('another time', 'Gespr\u00e4che').replace('Help', 'Hilfe \u{1f600}');
    writeFileSync(at, Buffer.concat([Buffer.from('# Grüße\n'), Buffer.from(source, 'latin1')]));
    try {
      const line = /^\S+\/latin\.yaml:3: it has bytes that are no text; allowed: text in UTF-8$/;
      expect(() => readSequences(folder)).toThrow(line);
      writeFileSync(at, `\uFEFF# Grüße\n${base.replace('another time', 'Gespräche')}`);
      expect(readSequences(folder)['latin']?.description).toBe('Help to find Gespräche.');
    } finally {
      rmSync(at);
    }
  });

  test.each([
    { file: 'Upper.yaml', content: base, says: 'its name is "Upper.yaml"' },
    { file: 'short.yml', content: base, says: 'its name is "short.yml"' },
    { file: 'loud.YAML', content: base, says: 'its name is "loud.YAML"' },
    { file: 'odd.Yml', content: base, says: 'its name is "odd.Yml"' },
    {
      file: 'big.yaml',
      content: `${base}# ${'x'.repeat(1_000_000)}\n`,
      says: 'bytes; allowed: at most 65536',
    },
  ])('with $file is refused in one line', ({ file, content, says }) => {
    writeFileSync(path.join(folder, file), content);
    try {
      expect(() => readSequences(folder)).toThrow(says);
    } finally {
      rmSync(path.join(folder, file));
    }
  });
});

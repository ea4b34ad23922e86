import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

/** Rooms that keep something, and nothing of a person beyond what another room erases for them. */
const withoutPersons: Readonly<Record<string, string>> = {
  analytics: 'counts, by day and template',
  bus: 'hashes of keys, and pointers to faults without what was said',
  notify: 'notices, which the room that they are about erases',
  rendering: 'versions of templates',
  reps: 'colleagues, by the business that employs them',
  templates: 'templates',
  tracking: 'events, which outbox erases with their messages',
};

const rooms = readdirSync('functions', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const keeps = (room: string): boolean =>
  readdirSync(`functions/${room}`, { recursive: true, encoding: 'utf8' }).some((file) =>
    /(^|[/-])store\.ts$/.test(file),
  );
const knowsPersons = (room: string): boolean => existsSync(`functions/${room}/personal-data.ts`);
const asked = readFileSync('functions/privacy/from-env.ts', 'utf8');

describe('A room that keeps something', () => {
  test.each(rooms.filter(keeps))('%s can export and erase a person, or has a reason why not', (room) => {
    expect(knowsPersons(room)).toBe(withoutPersons[room] === undefined);
  });
});

test.each(rooms.filter((room) => room !== 'contract' && knowsPersons(room)))(
  'who is exported or erased is so in %s, too',
  (room) => {
    expect(asked).toContain(`'../${room}/personal-data.ts'`);
  },
);
